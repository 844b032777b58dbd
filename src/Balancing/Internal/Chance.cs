namespace Balancing.Internal;

/// <summary>Random numbers for the requests' way: those of a given source, or, in the place of the shared one, of a generator per thread that costs a third.</summary>
internal static class Chance
{
    [ThreadStatic]
    private static ulong _state;

    /// <summary>From 0 to 1, without 1.</summary>
    public static double NextDouble(Random random)
    {
        if (!ReferenceEquals(random, Random.Shared)) return random.NextDouble();

        // Vigna's xorshift64* ("An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016). 0 is the one state that it never leaves.
        var x = _state;
        if (x == 0) x = (ulong)random.NextInt64() | 1;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        _state = x;
        return ((x * 2685821657736338717) >> 11) * (1.0 / (1ul << 53));
    }
}
