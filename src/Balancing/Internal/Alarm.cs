namespace Balancing.Internal;

/// <summary>Calls once at a given time; setting it again replaces the time. Safe for concurrent use.</summary>
internal sealed class Alarm : IDisposable
{
    private readonly ITimer _timer;

    public Alarm(TimeProvider time, Action ring)
    {
        // A timer keeps the execution context of whoever makes it: an AsyncLocal of the first request would live as long as the cluster.
        var restore = !ExecutionContext.IsFlowSuppressed();
        if (restore) ExecutionContext.SuppressFlow();
        try
        {
            _timer = time.CreateTimer(static state => ((Action)state!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (restore) ExecutionContext.RestoreFlow();
        }
    }

    /// <param name="wait">From now; <see langword="null"/> never.</param>
    public void Set(TimeSpan? wait)
    {
        // A millisecond more than asked: timers count in whole ones, and one that rings early would only be set again.
        var due = wait is { } time ? (time > TimeSpan.Zero ? time : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan;
        _timer.Change(due < Longest ? due : Longest, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);
}
