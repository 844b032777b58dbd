using Balancing.Internal;

namespace Balancing;

/// <summary>Settings of the hashing algorithms. Every client of a fleet should have the same, or they send the same key to different endpoints.</summary>
public sealed record HashingOptions
{
    /// <summary>
    /// The bounded load: how many times its fair share of the requests in flight an endpoint may have before keys pass on to their next choice. Above 1, to
    /// 1,000; 1.25 is usual. Default: <see langword="null"/>, any number. Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads", SODA 2018.
    /// </summary>
    public double? LoadFactor { get; set; }

    /// <summary>The size of Maglev's table: a prime from 3 to 5,000,011; default 65,537, Envoy's. It should be a hundred times the number of endpoints.</summary>
    public int MaglevTableSize { get; set; } = 65_537;

    /// <summary>The least number of points on the ring, where each endpoint has 256 times its weight: 1 to 8,388,608; default 256.</summary>
    public int MinRingSize { get; set; } = 256;

    /// <summary>The greatest number of points on the ring: 1 to 8,388,608, the default. Each endpoint has at least one.</summary>
    public int MaxRingSize { get; set; } = 1 << 23;

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(LoadFactor is null or (> 1 and <= 1000), LoadFactor, "above 1 and at most 1,000");
        Setting.Check(MaglevTableSize is >= 3 and <= 5_000_011 && IsPrime(MaglevTableSize), MaglevTableSize, "a prime between 3 and 5,000,011");
        Setting.Check(MinRingSize is >= 1 and <= 1 << 23, MinRingSize, "between 1 and 8,388,608");
        Setting.Check(MaxRingSize is >= 1 and <= 1 << 23 && MaxRingSize >= MinRingSize, MaxRingSize, $"between MinRingSize, {MinRingSize}, and 8,388,608");
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal HashingOptions Frozen()
    {
        Validate();
        return this with { };
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return number > 1;
    }
}
