using Balancing.Http.Discovery;
using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Discovery;

/// <summary>A Discovery section, and real servers behind it.</summary>
public sealed class DiscoveryTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("discovery-").FullName;

    private string File => Path.Combine(_directory, "endpoints.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Dns_FindsTheServer_AndAddressesItByItsName()
    {
        await using var server = await TestServer.StartAsync(context => context.Response.WriteAsync($"{context.Request.Host}"));
        await using var services = Build(("Type", "Dns"), ("Address", $"http://localhost:{server.Uri.Port}"), ("Dns:AddressFamilies", "IPv4"), ("AllowedNetworks:0", "127.0.0.0/8"));

        Assert.Equal($"localhost:{server.Uri.Port}", await services.Client("catalog").GetStringAsync("/"));
        Assert.Equal(server.Address, $"{Cluster(services).Endpoints.Single()}");
    }

    [Fact]
    public async Task File_FindsTheServers_AndAnEditIsFollowedByTheClientsClock()
    {
        var servers = await TestServer.StartManyAsync(2);
        await using var first = servers[0];
        await using var second = servers[1];
        Write($"[ \"{first.Address}\" ]");
        await using var services = Build(("Type", "File"), ("Address", File), ("Interval", "00:00:10"));
        var client = services.Client("catalog");
        Assert.Equal("0", await client.GetStringAsync("/"));

        Write($$"""{ "Endpoints": [ { "Address": "{{second.Address}}", "Weight": 3, "Zone": "eu-1" } ] }""");
        await Clock.UntilAsync(_clock, () => Cluster(services).Endpoints[0].Weight == 3);

        Assert.Equal("1", await client.GetStringAsync("/"));
        Assert.Equal("eu-1", Cluster(services).Endpoints.Single().Description.Zone);

        // Not before nine tenths of the interval: so it was the clock of the client, and the interval of the configuration.
        Assert.True(_clock.Elapsed >= TimeSpan.FromSeconds(9), $"{_clock.Elapsed}");
    }

    [Fact]
    public async Task Services_FindsTheServers_AndAnEditIsFollowed()
    {
        var servers = await TestServer.StartManyAsync(2);
        await using var first = servers[0];
        await using var second = servers[1];
        var configuration = Configuration(("Type", "Services"), ("Address", "https+http://catalog"));
        configuration["Services:catalog:http:0"] = first.Address;
        await using var services = Build(configuration);
        var client = services.Client("catalog");
        Assert.Equal("0", await client.GetStringAsync("/"));

        configuration.Edit(("Services:catalog:http:0", second.Address));

        Assert.Equal("1", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task ConfiguredEndpoints_AreBackups_UsedWhileNothingIsFound_AndFollowAReload()
    {
        var servers = await TestServer.StartManyAsync(3);
        await using var found = servers[0];
        await using var backup = servers[1];
        await using var other = servers[2];
        var configuration = Configuration(("Type", "File"), ("Address", File));
        configuration["Catalog:Endpoints:0"] = backup.Address;
        await using var services = Build(configuration);
        var client = services.Client("catalog");
        Assert.Equal("1", await client.GetStringAsync("/"));

        Write($"[ \"{found.Address}\" ]");
        await Clock.UntilAsync(_clock, () => Cluster(services).Endpoints.Count == 2);
        Assert.Equal("0", await client.GetStringAsync("/"));
        Assert.Equal([(found.Address, 0), (backup.Address, 1)], Tiers(services));

        configuration.Edit(("Catalog:Endpoints:0", other.Address));

        Assert.Equal([(found.Address, 0), (other.Address, 1)], Tiers(services));
    }

    [Fact]
    public async Task BackupsThatAReloadBrings_AreTakenOver_AndDiscoveryItselfIsReadOnce()
    {
        Write("[ \"http://10.0.0.1\" ]");
        var configuration = Configuration(("Type", "File"), ("Address", File));
        await using var services = Build(configuration);
        await Clock.WhenAsync(() => Cluster(services).Endpoints.Count == 1);

        configuration.Edit(("Catalog:Endpoints:0", "http://10.0.0.2"), ("Catalog:Discovery:Address", File + ".other"));
        Assert.Equal([("http://10.0.0.1", 0), ("http://10.0.0.2", 1)], Tiers(services));
        configuration.Edit(("Catalog:Endpoints:0", null));

        Assert.Equal([("http://10.0.0.1", 0)], Tiers(services));
    }

    [Fact]
    public async Task AllowedNetworks_KeepOthersOut_AndHostNames()
    {
        Write("""[ "http://10.0.0.1", "http://192.168.0.1", "http://localhost", "http://[fd00::7]" ]""");
        await using var services = Build(("Type", "File"), ("Address", File), ("AllowedNetworks:0", "10.0.0.0/8"), ("AllowedNetworks:1", "fd00::/8"));
        await Clock.WhenAsync(() => Cluster(services).Endpoints.Count > 0);

        Assert.Equal([("http://10.0.0.1", 0), ("http://[fd00::7]", 0)], Tiers(services));
    }

    [Fact]
    public async Task AFileWithOtherProtocols_IsRefusedAsAWhole()
    {
        var log = new CapturingLogger();
        Write("""[ "http://10.0.0.1", "tcp://10.0.0.2:5432" ]""");
        await using var services = Build(Configuration(("Type", "File"), ("Address", File)), log);
        var cluster = Cluster(services);

        await Clock.WhenAsync(() => log.Lines.Any(line => line.Event == 2));

        Assert.Empty(cluster.Endpoints);
    }

    [Fact]
    public async Task ConfiguredEndpoints_MayBeTiersWithoutDiscovery()
    {
        var configuration = Services.Configuration(("Catalog:Endpoints:0", "http://10.0.0.1"), ("Catalog:Endpoints:1:Address", "http://10.0.0.2"), ("Catalog:Endpoints:1:Priority", "1"));
        await using var services = Build(configuration);

        Assert.Equal([("http://10.0.0.1", 0), ("http://10.0.0.2", 1)], Tiers(services));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("http://10.0.0.1", $"{Cluster(services).Begin().Endpoint}"));
    }

    [Fact]
    public void EachType_IsItsResolver()
    {
        using var services = Build(Services.Configuration());
        Assert.IsType<DnsResolver>(Create(DiscoveryType.Dns, "http://catalog.internal"));
        Assert.IsType<DnsSrvResolver>(Create(DiscoveryType.DnsSrv, "_http._tcp.catalog.internal"));
        Assert.IsType<ServicesResolver>(Create(DiscoveryType.Services, "catalog"));

        IEndpointResolver Create(DiscoveryType type, string address) => DiscoveredEndpoints.Create(new DiscoveryOptions { Type = type, Address = address }, services, _clock);
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] discovery) =>
        Services.Configuration(discovery.Select(pair => ($"Catalog:Discovery:{pair.Key}", (string?)pair.Value)));

    private static Cluster Cluster(IServiceProvider services) => services.GetRequiredService<BalancedClusters>()["catalog"];

    private static IEnumerable<(string Address, int Tier)> Tiers(IServiceProvider services) =>
        Cluster(services).Endpoints.Select(endpoint => ($"{endpoint}", endpoint.Description.Priority));

    private ServiceProvider Build(params (string Key, string Value)[] discovery) => Build(Configuration(discovery));

    private ServiceProvider Build(IConfigurationRoot configuration, CapturingLogger? log = null) => Services.Build(services =>
    {
        services.AddSingleton<TimeProvider>(_clock).AddSingleton<IConfiguration>(configuration);
        if (log is not null) services.AddLogging(logging => logging.AddProvider(log));
        services.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"));
    });

    /// <summary>As one should: what reads meanwhile sees the old file or the new one.</summary>
    private void Write(string text)
    {
        System.IO.File.WriteAllText(File + ".new", text);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
