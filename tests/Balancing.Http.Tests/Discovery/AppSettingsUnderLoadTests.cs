using Balancing.Http.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Discovery;

/// <summary>An appsettings.json that is edited while requests go on, in the two ways in which files are: replaced by another, and written over.</summary>
public sealed class AppSettingsUnderLoadTests : IAsyncLifetime
{
    private const int Servers = 4, Refused = 5, StrategyChanged = 6;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "balancing-" + Path.GetRandomFileName());
    private readonly CapturingLogger _log = new();
    private TestServer[] _servers = [];
    private Uri[] _addresses = [];

    private string File => Path.Combine(_folder, "appsettings.json");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        _servers = await TestServer.StartManyAsync(Servers);
        _addresses = Array.ConvertAll(_servers, server => server.Uri);
    }

    public async Task DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task FileThatIsEditedUnderLoad_IsFollowed_AndNoRequestFails()
    {
        Overwrite(Settings("WeightedRoundRobin", (0, 1), (1, 1)));

        // As an application that does not want to stumble over a file that is half written: a client is then told of a configuration that is empty.
        using var configuration = (ConfigurationRoot)new ConfigurationBuilder().AddJsonFile(source =>
        {
            (source.Path, source.ReloadOnChange) = (File, true);
            source.OnLoadException = context => context.Ignore = true;
            source.ResolveFileProvider();
        }).Build();
        await using var services = Services.Build(s => s
            .AddLogging(logging => logging.AddProvider(_log))
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")).Services
            .Configure<BalancedHttpClientOptions>("catalog", o => o.Health.OutlierDetection.LatencyFactor = 0));
        var client = services.Client("catalog");
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
        var load = new SteadyLoad(client);
        await load.RoundsAsync(5);

        // Another server, other weights.
        Replace(Settings("WeightedRoundRobin", (0, 1), (1, 3), (2, 6)));
        await HasAsync(cluster, load, (0, 1), (1, 3), (2, 6));
        await AssertSharesAsync(client, 0.1, 0.3, 0.6, 0);

        // One less, which may stop when nobody asks it any more.
        Overwrite(Settings("WeightedRoundRobin", (1, 1), (2, 4)));
        await HasAsync(cluster, load, (1, 1), (2, 4));
        var last = _servers[0].Requests;
        await AssertSharesAsync(client, 0, 0.2, 0.8, 0);
        Assert.Equal(last, _servers[0].Requests);
        await _servers[0].DisposeAsync();

        foreach (var strategy in new[] { "LeastConnections", "PowerOfTwoChoices", "RoundRobin" })
        {
            Replace(Settings(strategy, (1, 1), (2, 4)));
            await Clock.WhenAsync(() => _log.Lines.Any(line => line.Event == StrategyChanged && line.Message.Contains($"by {strategy} now", StringComparison.Ordinal)));
            await load.RoundsAsync(5);
        }

        // The rotation without weights.
        await AssertSharesAsync(client, 0, 0.5, 0.5, 0);

        await IsRefusedAsync(cluster, () => Overwrite(Settings("Nonsense", (0, 1))), "Catalog:Strategy is 'Nonsense'");
        await IsRefusedAsync(cluster, () => Replace(Settings("RoundRobin", (1, -1))), "Weight");
        await IsRefusedAsync(cluster, () => Overwrite("""{ "Catalog": { "Strategy": """), "Catalog:Endpoints");
        await load.RoundsAsync(5);

        Replace(Settings("RoundRobin", (2, 4), (3, 1)));
        await HasAsync(cluster, load, (2, 4), (3, 1));
        await AssertSharesAsync(client, 0, 0, 0.5, 0.5);

        Assert.Empty(await load.EndAsync());
        Assert.Equal(0, cluster.InFlight());
    }

    private async Task IsRefusedAsync(Cluster cluster, Action edit, string why)
    {
        var (endpoints, loadBalancer) = (cluster.Endpoints, cluster.LoadBalancer);
        edit();
        await Clock.WhenAsync(() => _log.Lines.Any(line => line.Event == Refused && line.Level == LogLevel.Warning && line.Message.Contains(why, StringComparison.Ordinal)));
        Assert.Same(loadBalancer, cluster.LoadBalancer);
        Assert.Equal(endpoints, cluster.Endpoints);
    }

    /// <summary>Waits for a list to be in use, and until no request is under way that was begun before.</summary>
    private async Task HasAsync(Cluster cluster, SteadyLoad load, params (int Server, int Weight)[] list)
    {
        var wanted = list.Select(item => (_addresses[item.Server], (double)item.Weight)).ToArray();
        await Clock.WhenAsync(() => cluster.Endpoints.Select(endpoint => (endpoint.Address, endpoint.Weight)).SequenceEqual(wanted));
        await load.RoundAsync();
    }

    /// <summary>
    /// The steady load takes part in the rotation, so what the servers have got all together is what is shared. In a row of requests each server's count is right but for
    /// two or three (weights of a total of 10: 1 + ½ log₂ 10). Those under way when the counts are read, at either end, are at most those of the steady load: 4 each.
    /// Twice the sum of that and a server's requests that had to be repeated: 20 of 1,000 and more.
    /// </summary>
    private async Task AssertSharesAsync(HttpClient client, params double[] shares)
    {
        var before = Array.ConvertAll(_servers, server => server.Requests);
        Assert.Empty(await SteadyLoad.BurstAsync(1000, _ => new HttpRequestMessage(HttpMethod.Get, "/"), client));
        var got = _servers.Select((server, i) => server.Requests - before[i]).ToArray();
        for (var i = 0; i < shares.Length; i++) Assert.InRange(got[i], (shares[i] * got.Sum()) - 20, (shares[i] * got.Sum()) + (shares[i] > 0 ? 20 : 0));
    }

    private string Settings(string strategy, params (int Server, int Weight)[] list)
    {
        var endpoints = string.Join(", ", list.Select(item => $$"""{ "Address": "{{_addresses[item.Server]}}", "Weight": {{item.Weight}} }"""));
        return $$"""{ "Catalog": { "Strategy": "{{strategy}}", "Endpoints": [ {{endpoints}} ] } }""";
    }

    private void Overwrite(string text) => System.IO.File.WriteAllText(File, text);

    /// <summary>As editors and deployments do: the file is there, whole, all the time.</summary>
    private void Replace(string text)
    {
        System.IO.File.WriteAllText(File + ".new", text);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
