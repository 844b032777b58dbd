using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Balancing.Tests.Resolution.NameServers;

namespace Balancing.Http.Tests.Discovery;

/// <summary>A service with three servers of priority 0, weighted 10, 20 and 70, and two of priority 1, found by SRV records of a real name server.</summary>
public sealed class ServiceTiersTests : IAsyncLifetime
{
    private const int Heavy = 2;

    private static readonly int[] Weights = [10, 20, 70];

    private readonly ServerRig _rig = new();
    private readonly List<BackendProcess>[] _lives = [[], [], [], [], []];

    private IEnumerable<BackendProcess> First => _lives.Take(Weights.Length).Select(lives => lives[^1]);

    private IEnumerable<BackendProcess> Backups => _lives.Skip(Weights.Length).Select(lives => lives[^1]);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _lives.SelectMany(lives => lives)) server.Dispose();
        await _rig.DisposeAsync();
    }

    [NameServerFact("named")]
    public async Task SharesAreThoseOfTheWeights_AndTheBackupsAreIdle()
    {
        const int Requests = 10_000;
        await StartAsync();
        await using var client = Client();

        Assert.Empty(await SteadyLoad.BurstAsync(Requests, Numbered, client.Http));

        // A rotation by weights 1 : 2 : 7 repeats itself after 10 requests, and gives each server exactly its part of any 10 in a row; each request is one step of it, whoever
        // sends it. So 10,000 are shared exactly. One percent is left to attempts that had to be repeated, or to a name looked up in the middle of it.
        var hits = await Task.WhenAll(First.Select(HitsAsync));
        for (var i = 0; i < hits.Length; i++) Assert.InRange(hits[i], Requests * (Weights[i] - 1) / 100, Requests * (Weights[i] + 1) / 100);
        Assert.All(await Task.WhenAll(Backups.Select(HitsAsync)), idle => Assert.Equal(0, idle));
    }

    [NameServerFact("named")]
    public async Task ServersThatDieOneAfterTheOther_LeaveTheirTrafficToTheBackups_AndTakeItBack()
    {
        await StartAsync();
        await using var client = Client();
        var load = new SteadyLoad(client.Http);
        await load.RoundsAsync(10);

        // The one that has most to do goes first. When two of three are gone, the tier is: the third is idle before it dies.
        foreach (var dies in new[] { Heavy, 0, 1 })
        {
            await KillAsync(client, dies);
            await load.RoundsAsync(5);
        }

        await ReturnAsync(client, load);
        Assert.Empty(await load.EndAsync());
    }

    [NameServerFact("named")]
    public async Task ServersThatDieAllAtOnce_FailNoRequestThatMayBeRepeatedOften()
    {
        await StartAsync();

        // One retry would find a dead server again. Two ejections empty the tier, and come after three failures each: with those that are under way meanwhile, ten retries are more than that takes.
        await using var client = Client(o => o.Resilience.Retry.MaxRetries = 10);
        var load = new SteadyLoad(client.Http);
        await load.RoundsAsync(10);

        await Task.WhenAll(First.Select(server => server.KillAsync()));
        await Clock.WhenAsync(() => First.Count(server => client.StateOf(server.Address) != HealthState.Healthy) >= 2);
        await load.RoundsAsync(20);

        await ReturnAsync(client, load);
        Assert.Empty(await load.EndAsync());
    }

    private static HttpRequestMessage Numbered(int number) => new(HttpMethod.Get, "/") { Headers = { { "X-Id", $"{number}" } } };

    /// <summary>What has been answered is in the log once an order has been obeyed.</summary>
    private static async Task<int> HitsAsync(BackendProcess server)
    {
        await server.OrderAsync("well");
        return server.Log.Count;
    }

    private async Task KillAsync(DiscoveredClient client, int number)
    {
        var address = _lives[number][^1].Address;
        await _lives[number][^1].KillAsync();

        // The last one no longer gets any requests that could tell.
        if (First.Any(server => server.Address != address && client.StateOf(server.Address) == HealthState.Healthy))
            await Clock.WhenAsync(() => client.StateOf(address) != HealthState.Healthy);
    }

    /// <summary>The servers start again, and after a while the backups are as idle as before.</summary>
    private async Task ReturnAsync(DiscoveredClient client, SteadyLoad load)
    {
        foreach (var lives in _lives.Take(Weights.Length)) lives.Add(await BackendProcess.StartAsync(lives[^1].Port));
        await Clock.WhenAsync(() => First.All(server => client.StateOf(server.Address) == HealthState.Healthy));
        await load.RoundAsync();

        Assert.Empty(await SteadyLoad.BurstAsync(100, Numbered, client.Http));
        Assert.Equal(100, (await Task.WhenAll(First.Select(HitsAsync))).Sum());
        Assert.All(await Task.WhenAll(Backups.Select(HitsAsync)), idle => Assert.Equal(0, idle));
    }

    private DiscoveredClient Client(Action<BalancedHttpClientOptions>? configure = null) => new(new DnsSrvResolver("_http._tcp.shop.example", options: _rig.Options), o =>
    {
        o.Strategy = BalancingStrategies.WeightedRoundRobin;
        o.Health.OutlierDetection.Interval = TimeSpan.FromMilliseconds(500);
        o.Health.OutlierDetection.BaseEjectionTime = TimeSpan.FromMilliseconds(500);
        o.Health.OutlierDetection.MaxEjectionTime = TimeSpan.FromSeconds(1);
        o.Health.OutlierDetection.EjectionJitter = TimeSpan.Zero;
        o.Topology.FailbackDelay = TimeSpan.Zero;
        configure?.Invoke(o);
    });

    private async Task StartAsync()
    {
        await Task.WhenAll(_lives.Select(async lives => lives.Add(await BackendProcess.StartAsync())));
        var services = First.Select((server, i) => $"_http._tcp IN SRV 0 {Weights[i]} {server.Port} a\n").Concat(Backups.Select(server => $"_http._tcp IN SRV 1 0 {server.Port} b\n"));
        await _rig.StartBindAsync(
            $"$TTL 1\n@ IN SOA ns.shop.example. admin.shop.example. 1 60 60 60 5\n@ IN NS ns\nns IN A 127.0.0.1\na IN A 127.0.0.2\nb IN A 127.0.0.2\n{string.Concat(services)}");
    }
}
