namespace Balancing.Http.Resilience;

/// <summary>Counts how many extra attempts a client may still make; see <see cref="RetryBudgetOptions"/>.</summary>
/// <remarks>
/// A leaky integrator: what is left decays with a time constant of 10 s (Finagle's window) and is filled by each request's share. It is worked out only when an extra
/// attempt is wanted, as if requests had come evenly since the last time; a request that needs none pays for one increment. The floor is a bucket beside it, as large
/// as what comes in a window, but never too small for one attempt: leaking, it would not fill up to one where it brings less than one in a window.
/// </remarks>
internal sealed class RetryBudget(RetryBudgetOptions options, TimeProvider time)
{
    private const double WindowSeconds = 10;

    private readonly Lock _lock = new();
    private long _requests;

    private readonly double _mostFloor = FullFloor(options);

    // Under the lock. A new client has what a quiet one has: a full floor.
    private double _floor = FullFloor(options);
    private double _shares;
    private long _requestsBefore;
    private long _workedOutAt = time.GetTimestamp();

    /// <summary>How many extra attempts may be made now.</summary>
    public double Left
    {
        get
        {
            lock (_lock) return WorkOut();
        }
    }

    /// <summary>A request is sent, for the first time.</summary>
    public void OnRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Takes an extra attempt, if there is one.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (WorkOut() < 1) return false;
            var fromFloor = Math.Min(1, _floor);
            _floor -= fromFloor;
            _shares -= 1 - fromFloor;
            return true;
        }
    }

    private static double FullFloor(RetryBudgetOptions options) => options.MinPerSecond > 0 ? Math.Max(1, options.MinPerSecond * WindowSeconds) : 0;

    private double WorkOut()
    {
        var (now, requests) = (time.GetTimestamp(), Volatile.Read(ref _requests));
        var elapsed = Math.Max(0, time.GetElapsedTime(_workedOutAt, now).TotalSeconds);
        var kept = Math.Exp(-elapsed / WindowSeconds);

        // What came in evenly over the time has decayed, too: by the mean of e^(−t/window) over it.
        var meanKept = elapsed > 0 ? (1 - kept) * WindowSeconds / elapsed : 1;
        _shares = (_shares * kept) + (options.Share * (requests - _requestsBefore) * meanKept);
        _floor = Math.Min(_mostFloor, _floor + (options.MinPerSecond * elapsed));
        (_requestsBefore, _workedOutAt) = (requests, now);
        return _shares + _floor;
    }
}
