namespace Balancing.Http.Resilience;

/// <summary>Counts how many extra attempts a client may still make; see <see cref="RetryBudgetOptions"/>.</summary>
/// <remarks>
/// A leaky integrator: what is left decays with a time constant of 10 s (Finagle's window) and is filled by each request's share and by the floor. It is worked
/// out only when an extra attempt is wanted, as if requests had come evenly since the last time; a request that needs none pays for one increment.
/// </remarks>
internal sealed class RetryBudget(RetryBudgetOptions options, TimeProvider time)
{
    private const double WindowSeconds = 10;

    private readonly Lock _lock = new();
    private long _requests;

    // Under the lock. A new client has what a quiet one has: the floor of one window.
    private double _left = options.MinPerSecond * WindowSeconds;
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
            _left--;
            return true;
        }
    }

    private double WorkOut()
    {
        var (now, requests) = (time.GetTimestamp(), Volatile.Read(ref _requests));
        var elapsed = Math.Max(0, time.GetElapsedTime(_workedOutAt, now).TotalSeconds);
        var income = (options.Share * (requests - _requestsBefore)) + (options.MinPerSecond * elapsed);
        var kept = Math.Exp(-elapsed / WindowSeconds);

        // What came in evenly over the time has decayed, too: by the mean of e^(−t/window) over it.
        var meanKept = elapsed > 0 ? (1 - kept) * WindowSeconds / elapsed : 1;
        _left = (_left * kept) + (income * meanKept);
        (_requestsBefore, _workedOutAt) = (requests, now);
        return _left;
    }
}
