using System.Collections.Concurrent;

namespace Quickstart.Drills;

/// <summary>Counts the requests sent during one phase. Safe for concurrent use.</summary>
internal sealed class PhaseTally(string name, string? sick)
{
    private readonly ConcurrentDictionary<string, int> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _failed = new(StringComparer.Ordinal);
    private int _all;
    private int _allFailed;

    public string Name { get; } = name;

    /// <summary>The URL of the backend that is broken, if one is.</summary>
    public string? Sick { get; } = sick;

    /// <param name="url">Where the request went; <see langword="null"/> if no endpoint was picked for it.</param>
    /// <param name="failed">How it went.</param>
    public void Add(string? url, bool failed)
    {
        Interlocked.Increment(ref _all);
        if (failed) Interlocked.Increment(ref _allFailed);
        if (url is null) return;
        _sent.AddOrUpdate(url, 1, static (_, count) => count + 1);
        if (failed) _failed.AddOrUpdate(url, 1, static (_, count) => count + 1);
    }

    public PhaseResult ToResult(IEnumerable<string> urls)
    {
        var all = urls.ToArray();
        return new PhaseResult(Name, Sick, Volatile.Read(ref _all), Volatile.Read(ref _allFailed), Of(_sent), Of(_failed));

        OrderedDictionary<string, int> Of(ConcurrentDictionary<string, int> counts)
        {
            var inOrder = new OrderedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var url in all) inOrder.Add(url, counts.GetValueOrDefault(url));
            return inOrder;
        }
    }
}
