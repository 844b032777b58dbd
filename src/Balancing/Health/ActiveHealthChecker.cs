namespace Balancing.Health;

/// <summary>Runs one check loop per endpoint, so that a slow endpoint delays no other.</summary>
/// <remarks>Not thread-safe: called inside the rebuild latch.</remarks>
internal sealed class ActiveHealthChecker(IHealthProbe probe, ActiveCheckOptions options, TimeProvider time, Func<TimeSpan> now, Random random, Action changed) : IDisposable
{
    private readonly Dictionary<Endpoint, CheckLoop> _loops = [];
    private bool _disposed;

    /// <summary>Nothing is known of these endpoints yet.</summary>
    public void Expect(IEnumerable<Endpoint> fresh)
    {
        foreach (var endpoint in fresh) endpoint.Status.FailsChecks = !options.InitiallyHealthy;
    }

    public void Watch(IReadOnlySet<Endpoint> endpoints) =>
        OnEndpointsChanged([.. endpoints.Where(endpoint => !_loops.ContainsKey(endpoint))], [.. _loops.Keys.Where(endpoint => !endpoints.Contains(endpoint))]);

    public void OnEndpointsChanged(IEnumerable<Endpoint> added, IEnumerable<Endpoint> removed)
    {
        if (_disposed) return;
        foreach (var endpoint in removed)
        {
            if (_loops.Remove(endpoint, out var loop)) loop.Dispose();
        }

        foreach (var endpoint in added) _loops.Add(endpoint, new CheckLoop(endpoint, probe, options, time, now, random, changed));
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (var loop in _loops.Values) loop.Dispose();
        _loops.Clear();
    }
}
