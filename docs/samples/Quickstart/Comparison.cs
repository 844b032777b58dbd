using System.Diagnostics;

namespace Quickstart;

/// <summary>Runs the strategies one after the other, in bounded time.</summary>
/// <param name="prepare">Makes the run of a strategy.</param>
/// <param name="options">Which strategies, how much load.</param>
/// <param name="fleet">The backends, if they are ours and can be asked what they received.</param>
/// <param name="started">When the program started.</param>
internal sealed class Comparison(Func<string, StrategyRun> prepare, QuickstartOptions options, BackendFleet? fleet, long started)
{
    /// <summary>After that long without an answer a request has failed.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(3);

    // Together with the last requests' timeout 23 s: under 30 with some air.
    private static readonly TimeSpan SendingEnds = TimeSpan.FromSeconds(20);

    public int Strategies => options.Strategies.Count;

    /// <summary>The strategy that is running; <see langword="null"/> before the first.</summary>
    public StrategyRun? Current { get; private set; }

    public IReadOnlyList<RunResult> Finished { get; private set; } = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Strategies; i++)
        {
            // What one strategy does not need is there for the others.
            var left = SendingEnds - Stopwatch.GetElapsedTime(started);
            var run = Current = prepare(options.Strategies[i]);
            var before = fleet?.Received;
            var result = await run.RunAsync(options.Concurrency, left / (Strategies - i), cancellationToken);
            if (fleet is not null) result = result with { Miscount = Compare(result, before!, fleet.Received) };
            Finished = [.. Finished, result];
        }
    }

    /// <summary>The client's count must be the servers' count. After a failure it may not be: a request may have arrived and its answer not.</summary>
    private static string? Compare(RunResult result, IReadOnlyDictionary<string, int> before, IReadOnlyDictionary<string, int> after)
    {
        if (result.Failed > 0) return null;
        var differences = result.ByEndpoint
            .Select(pair => (Url: pair.Key, Client: pair.Value, Server: after[pair.Key] - before[pair.Key]))
            .Where(count => count.Client != count.Server)
            .Select(count => $"{count.Url} received {count.Server} requests, the client counted {count.Client}")
            .ToList();
        return differences.Count == 0 ? null : string.Join("; ", differences) + ".";
    }
}
