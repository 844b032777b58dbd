namespace Balancing.Simulator.Model;

/// <summary>The library's clock in a run: it stands still until the simulation moves it, and its timers are events like all others.</summary>
internal sealed class VirtualTime(EventQueue events) : TimeProvider
{
    private readonly List<VirtualTimer> _timers = [];

    /// <summary>Now, in ms since the start.</summary>
    public double Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(Now * TimeSpan.TicksPerMillisecond);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, _timers.Count, callback, state);
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Plan(int timer, TimeSpan dueTime, int version) => events.Add(Now + dueTime.TotalMilliseconds, EventKind.TimerRings, timer, version);

    public void Ring(int timer, int version) => _timers[timer].Ring(version);
}
