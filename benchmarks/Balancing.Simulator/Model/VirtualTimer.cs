namespace Balancing.Simulator.Model;

/// <summary>A timer of <see cref="VirtualTime"/>. Rings on the simulation's thread.</summary>
internal sealed class VirtualTimer(VirtualTime time, int index, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private int _version;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _version++;
        _period = period;
        if (_disposed) return false;
        if (dueTime >= TimeSpan.Zero) time.Plan(index, dueTime, _version);
        return true;
    }

    public void Ring(int version)
    {
        if (version != _version || _disposed) return;
        if (_period > TimeSpan.Zero) time.Plan(index, _period, _version);
        callback(state);
    }

    public void Dispose() => _disposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
