namespace Balancing.Testing;

/// <summary>A clock that stands still until it is told to advance, and fires its timers in order, each at its own time.</summary>
/// <remarks>
/// Its timestamps come at seven times the rate of ticks, so that code which takes one for the other fails at once. Callbacks run on the
/// thread that calls <see cref="Advance"/>; continuations of <c>Task.Delay</c> may run elsewhere, so a test waits for what it expects.
/// </remarks>
public sealed class FakeTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private TimeSpan _elapsed;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond * 7;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How long the clock has run since it was made.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock) return _elapsed;
        }
    }

    /// <summary>How many timers are going to fire. 0 at the end of a test means that nothing was left behind.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_lock) return _armed.Count;
        }
    }

    /// <summary>When the next timer fires, from now; <see langword="null"/> when there is none.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock) return _armed.Count == 0 ? null : _armed.Min(timer => timer.Due) - _elapsed;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks * 7;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward, stopping at every timer that falls due on the way.</summary>
    /// <param name="time">How far.</param>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var end = Elapsed + time;
        while (TakeDue(end) is { } timer) timer.Fire();
        lock (_lock) _elapsed = end;
    }

    /// <summary>Completes once at least <paramref name="count"/> timers are armed: the code under test has gone to sleep.</summary>
    /// <param name="count">How many.</param>
    public Task WhenTimersAsync(int count)
    {
        lock (_lock)
        {
            if (_armed.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }

    internal void Arm(FakeTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            timer.Due = _elapsed + dueTime;
            _armed.Add(timer);
            foreach (var (count, reached) in _waiting)
            {
                if (_armed.Count >= count) reached.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Reached.Task.IsCompleted);
        }
    }

    internal void Disarm(FakeTimer timer)
    {
        lock (_lock) _armed.Remove(timer);
    }

    private FakeTimer? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            var next = _armed.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null) return null;
            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            _armed.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
                _armed.Add(next);
            }

            return next;
        }
    }
}
