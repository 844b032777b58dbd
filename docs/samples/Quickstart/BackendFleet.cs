namespace Quickstart;

/// <summary>Four backends of different speed, each with a weight that says so.</summary>
internal sealed class BackendFleet : IAsyncDisposable
{
    private static readonly (int WorkMs, double Weight)[] Plan = [(5, 4), (7, 3), (10, 2), (20, 1)];

    private readonly List<Backend> _backends = [];
    private readonly List<Target> _targets = [];

    private BackendFleet()
    {
    }

    public IReadOnlyList<Target> Targets => _targets;

    public Backend this[int number] => _backends[number];

    /// <summary>How many requests each backend has received, by its URL.</summary>
    public IReadOnlyDictionary<string, int> Received => _backends.ToDictionary(backend => backend.Url, backend => backend.Received, StringComparer.Ordinal);

    public static async Task<BackendFleet> StartAsync()
    {
        var fleet = new BackendFleet();
        foreach (var (workMs, weight) in Plan)
        {
            var backend = await Backend.StartAsync(TimeSpan.FromMilliseconds(workMs));
            fleet._backends.Add(backend);
            fleet._targets.Add(new Target(backend.Url, weight, $"{workMs} ms"));
        }

        return fleet;
    }

    /// <summary>Lets the just-in-time compiler do its work before anything is measured. Not through the balanced clients, whose counts start at 0.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Comparison.RequestTimeout };
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(_targets.Concat(_targets).Select(target => client.GetStringAsync(target.Url, cancellationToken)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends) await backend.DisposeAsync();
    }
}
