namespace Balancing.Algorithms;

/// <summary>How long the requests in flight at one endpoint have been waiting, all together: an endpoint that has gone quiet shows before any timeout.</summary>
/// <remarks>
/// One number that is added to and taken from: the sum of the times at which they began, above their number in the lower 16 bits. Sums wrap, which does not matter, because only
/// differences count.
/// </remarks>
internal struct WaitingRequests
{
    private const int CountBits = 16;
    private const long CountMask = (1 << CountBits) - 1;

    /// <summary>A unit of time is 2⁸ ticks, 25.6 µs.</summary>
    private const int UnitBits = 8;
    private const double UnitSeconds = (1 << UnitBits) / (double)TimeSpan.TicksPerSecond;

    private long _begunAndCount;

    public void Add(TimeSpan begun) => Interlocked.Add(ref _begunAndCount, One(begun));

    public void Remove(TimeSpan begun) => Interlocked.Add(ref _begunAndCount, -One(begun));

    /// <summary>In seconds, of all together.</summary>
    public readonly double TotalAge(TimeSpan now)
    {
        var value = Volatile.Read(in _begunAndCount);
        var age = ((value & CountMask) * (now.Ticks >> UnitBits) << CountBits) - (value & ~CountMask);

        // Somebody's clock may have been read a moment later.
        return age > 0 ? (age >> CountBits) * UnitSeconds : 0;
    }

    private static long One(TimeSpan begun) => ((begun.Ticks >> UnitBits) << CountBits) + 1;
}
