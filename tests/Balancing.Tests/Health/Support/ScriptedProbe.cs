using System.Collections.Concurrent;

namespace Balancing.Tests.Health.Support;

/// <summary>Answers as the test says, and counts how often it is asked, and how often at the same time about one endpoint.</summary>
internal sealed class ScriptedProbe(Func<Endpoint, CancellationToken, ValueTask<bool>> answer) : IHealthProbe
{
    private readonly ConcurrentDictionary<Endpoint, int> _now = new();
    private int _asked;
    private int _mostAtOnce;

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The most questions about one endpoint that were under way at once.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public async ValueTask<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var now = _now.AddOrUpdate(endpoint, 1, (_, count) => count + 1);
        if (now > _mostAtOnce) _mostAtOnce = now;
        Interlocked.Increment(ref _asked);
        try
        {
            return await answer(endpoint, cancellationToken);
        }
        finally
        {
            _now.AddOrUpdate(endpoint, 0, (_, count) => count - 1);
        }
    }
}
