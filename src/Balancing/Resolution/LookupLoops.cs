namespace Balancing.Resolution;

/// <summary>The loops of one resolver: one per subscriber.</summary>
internal sealed class LookupLoops(Func<CancellationToken, Task<LookupResult>> lookup, ILookupSchedule schedule, TimeProvider time)
{
    private readonly Lock _lock = new();
    private LookupLoop[] _loops = [];

    /// <summary>How many subscribers there are.</summary>
    public int Count => Volatile.Read(ref _loops).Length;

    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var loop = new LookupLoop(lookup, schedule, time, listener, Remove);
        lock (_lock) _loops = [.. _loops, loop];
        loop.Start();
        return loop;
    }

    public void Refresh()
    {
        foreach (var loop in Volatile.Read(ref _loops)) loop.Refresh();
    }

    private void Remove(LookupLoop loop)
    {
        lock (_lock) _loops = [.. _loops.Where(other => other != loop)];
    }
}
