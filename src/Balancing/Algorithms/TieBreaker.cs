namespace Balancing.Algorithms;

/// <summary>Chooses among equals while scanning, with probability proportional to weight: a reservoir of one.</summary>
/// <remarks>
/// Ties are the rule when a pool is idle, so each must be cheap: one random number seeds a linear congruential generator (Knuth's MMIX
/// constants), whose upper bits decide the rest.
/// </remarks>
internal ref struct TieBreaker(Random random)
{
    private readonly Random _random = random;
    private ulong _state;
    private double _total;

    /// <summary>A new best was found; ties from here on are ties with it.</summary>
    public void Reset(double weight) => _total = weight;

    /// <summary>Whether an equal of the given weight takes the place of the best so far.</summary>
    public bool Replaces(double weight)
    {
        if (_state == 0) _state = (ulong)_random.NextInt64() | 1;
        _state = (_state * 6364136223846793005) + 1442695040888963407;
        _total += weight;
        return (_state >> 11) * (1.0 / (1ul << 53)) * _total < weight;
    }
}
