using System.Collections.Concurrent;
using Balancing;

namespace Quickstart.Drills;

/// <summary>Counts the requests sent during one phase. Safe for concurrent use.</summary>
internal sealed class PhaseTally(string name, string? sick)
{
    private readonly ConcurrentDictionary<string, int> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _failed = new(StringComparer.Ordinal);
    private int _all;
    private int _allFailed;
    private int _without;
    private int _withoutFailed;

    public string Name { get; } = name;

    /// <summary>The URL of the backend that is broken, if one is.</summary>
    public string? Sick { get; } = sick;

    /// <param name="attempts">Where the request went. Only after a failure was it sent again.</param>
    /// <param name="failed">How the last attempt went.</param>
    public void Add(IReadOnlyList<Endpoint> attempts, bool failed)
    {
        Interlocked.Increment(ref _all);
        if (failed) Interlocked.Increment(ref _allFailed);
        for (var i = 0; i < attempts.Count; i++)
        {
            var url = attempts[i].ToString();
            _sent.AddOrUpdate(url, 1, static (_, count) => count + 1);
            if (failed || i < attempts.Count - 1) _failed.AddOrUpdate(url, 1, static (_, count) => count + 1);
        }
    }

    /// <summary>A request of the client without resilience.</summary>
    public void AddWithout(bool failed)
    {
        Interlocked.Increment(ref _without);
        if (failed) Interlocked.Increment(ref _withoutFailed);
    }

    public PhaseResult ToResult(IEnumerable<string> urls)
    {
        var all = urls.ToArray();
        return new PhaseResult(Name, Sick, Volatile.Read(ref _all), Volatile.Read(ref _allFailed), Volatile.Read(ref _without), Volatile.Read(ref _withoutFailed), Of(_sent), Of(_failed));

        OrderedDictionary<string, int> Of(ConcurrentDictionary<string, int> counts)
        {
            var inOrder = new OrderedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var url in all) inOrder.Add(url, counts.GetValueOrDefault(url));
            return inOrder;
        }
    }
}
