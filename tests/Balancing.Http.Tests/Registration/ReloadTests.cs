using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Registration;

/// <summary>An edited configuration takes effect at once; a bad edit changes nothing.</summary>
public class ReloadTests
{
    [Fact]
    public async Task Edit_ChangesEndpointsWeightsAndStrategy()
    {
        var configuration = Services.Configuration(("Catalog:Strategy", "RoundRobin"), ("Catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        services.Client("catalog");
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
        var survivor = cluster.Endpoints.Single();

        configuration.Edit(
            ("Catalog:Strategy", "weightedroundrobin"),
            ("Catalog:Endpoints:0", null),
            ("Catalog:Endpoints:0:Address", "http://10.0.0.1"),
            ("Catalog:Endpoints:0:Weight", "3"),
            ("Catalog:Endpoints:1:Address", "http://10.0.0.2"));

        Assert.Equal(["http://10.0.0.1", "http://10.0.0.2"], cluster.Endpoints.Select(e => e.ToString()));
        Assert.Same(survivor, cluster.Endpoints[0]);
        Assert.Equal(3, survivor.Weight);
        var picks = Enumerable.Range(0, 400).Select(_ => cluster.Begin().Endpoint).CountBy(e => e.ToString()).ToDictionary();
        Assert.Equal(300, picks["http://10.0.0.1"]);
    }

    [Theory]
    [InlineData("Catalog:Strategy", "nonsense", "Catalog:Strategy is 'nonsense'")]
    [InlineData("Catalog:Endpoints:0", "nowhere", "Catalog:Endpoints:0:Address is 'nowhere'")]
    [InlineData("Catalog:Endpoints:0", null, "Catalog:Endpoints is '(empty)'")]
    [InlineData("Catalog:FirstResolutionTimeout", "soon", "FirstResolutionTimeout")]
    [InlineData("Catalog:Typo", "1", "Typo")]
    public async Task BadEdit_IsRefusedAndLoggedAndChangesNothing(string key, string? value, string message)
    {
        var log = new CapturingLogger();
        var configuration = Services.Configuration(("Catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s => s
            .AddLogging(logging => logging.AddProvider(log))
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        services.Client("catalog");
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
        var (endpoint, loadBalancer) = (cluster.Endpoints.Single(), cluster.LoadBalancer);

        configuration.Edit((key, value));

        Assert.Same(endpoint, cluster.Endpoints.Single());
        Assert.Same(loadBalancer, cluster.LoadBalancer);
        var line = Assert.Single(log.Lines, line => line.Level == LogLevel.Warning);
        Assert.Equal(5, line.Event);
        Assert.Contains("'catalog'", line.Message, StringComparison.Ordinal);
        Assert.Contains(message, line.Message, StringComparison.Ordinal);

        // And the next good edit goes through.
        configuration.Edit((key, null), ("Catalog:Endpoints:0", "http://10.0.0.9"));
        Assert.Equal("http://10.0.0.9", cluster.Endpoints.Single().ToString());
    }

    [Fact]
    public async Task BadEditOfOneClient_DoesNotKeepOthersFromFollowingTheirs()
    {
        var configuration = Services.Configuration(("A:Endpoints:0", "http://10.0.0.1"), ("B:Endpoints:0", "http://10.0.0.2"));
        await using var services = Services.Build(s =>
        {
            s.AddBalancedHttpClient("a", configuration.GetSection("A"));
            s.AddBalancedHttpClient("b", configuration.GetSection("B"));
        });
        foreach (var client in new[] { "a", "b" }) services.Client(client);

        configuration.Edit(("A:Strategy", "nonsense"), ("B:Endpoints:0", "http://10.0.0.3"));

        Assert.Equal("http://10.0.0.3", services.GetRequiredKeyedService<Cluster>("b").Endpoints.Single().ToString());
    }

    [Fact]
    public async Task EditedFileUnderLoad_LosesNoRequest()
    {
        var servers = await TestServer.StartManyAsync(3);
        var file = Path.Combine(Path.GetTempPath(), $"balancing-{Guid.NewGuid():N}.json");
        await WriteAsync("RoundRobin", servers[0], servers[1]);
        var configuration = new ConfigurationBuilder().AddJsonFile(file, optional: false, reloadOnChange: false).Build();
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        var client = services.Client("catalog");
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await client.GetStringAsync("/");
                Interlocked.Increment(ref sent);
            }
        })).ToArray();

        TestServer[][] lists = [[servers[0], servers[2]], [servers[2]], servers, [servers[1]]];
        for (var edit = 0; edit < 40; edit++)
        {
            var before = Volatile.Read(ref sent);
            await WriteAsync(edit % 2 == 0 ? "LeastConnections" : "IpHash", lists[edit % lists.Length]);
            configuration.Reload();
            while (Volatile.Read(ref sent) < before + 10 && !load.Any(task => task.IsFaulted)) await Task.Yield();
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);

        Assert.True(sent >= 400);
        Assert.Equal(0, services.GetRequiredKeyedService<Cluster>("catalog").InFlight());
        Assert.All(servers, server => Assert.True(server.Requests > 0));
        File.Delete(file);
        foreach (var server in servers) await server.DisposeAsync();

        Task WriteAsync(string strategy, params TestServer[] list)
        {
            var endpoints = string.Join(", ", list.Select((server, i) => $$"""{ "Address": "{{server.Address}}", "Weight": {{i + 1}} }"""));
            return File.WriteAllTextAsync(file, $$"""{ "Catalog": { "Strategy": "{{strategy}}", "Endpoints": [ {{endpoints}} ] } }""");
        }
    }

    [Fact]
    public async Task WatchedFile_IsFollowedByItself()
    {
        var file = Path.Combine(Path.GetTempPath(), $"balancing-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{ "Catalog": { "Endpoints": [ "http://10.0.0.1" ] } }""");
        var configuration = new ConfigurationBuilder().AddJsonFile(file, optional: false, reloadOnChange: true).Build();
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        services.Client("catalog");
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
        var reloaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = configuration.GetReloadToken().RegisterChangeCallback(_ => reloaded.SetResult(), null);

        await File.WriteAllTextAsync(file, """{ "Catalog": { "Endpoints": [ "http://10.0.0.2" ] } }""");
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        // Callbacks of one token run one after the other, the newest registration first: ours may come before the client's.
        while (cluster.Endpoints[0].Address.Host != "10.0.0.2") await Task.Yield();
        File.Delete(file);
    }

    [Fact]
    public async Task EditThatChangesNothingOfAClient_IsNoChange()
    {
        var log = new CapturingLogger();
        var configuration = Services.Configuration(("Catalog:Endpoints:0:Address", "http://10.0.0.1"), ("Catalog:Endpoints:0:Metadata:version", "2"));
        await using var services = Services.Build(s => s
            .AddLogging(logging => logging.AddProvider(log))
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        services.Client("catalog");
        var before = log.Lines.Count;

        configuration.Edit(("Unrelated", "1"));
        Assert.Equal(before, log.Lines.Count);

        configuration.Edit(("Catalog:Endpoints:0:Metadata:version", "3"));
        Assert.Equal(before + 1, log.Lines.Count);
        Assert.Equal("3", services.GetRequiredKeyedService<Cluster>("catalog").Endpoints.Single().Metadata["version"]);
    }

    [Fact]
    public async Task ChangedStrategy_IsLoggedOnce()
    {
        var log = new CapturingLogger();
        var configuration = Services.Configuration(("Catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s => s
            .AddLogging(logging => logging.AddProvider(log))
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));
        services.Client("catalog");

        configuration.Edit(("Catalog:Strategy", "IpHash"));
        configuration.Edit(("Catalog:Strategy", "iphash"));

        Assert.Equal("Client 'catalog' is balanced by IpHash now.", Assert.Single(log.Lines, line => line.Event == 6).Message);
    }

    [Fact]
    public async Task ClientsBalancedByDefault_FollowTheirSectionToo()
    {
        var configuration = Services.Configuration(("Balancing:a:Endpoints:0", "http://10.0.0.1"), ("Balancing:b:Endpoints:0", "http://10.0.0.2"));
        await using var services = Services.Build(s => s.ConfigureHttpClientDefaults(builder => builder.AddLoadBalancing(configuration.GetSection("Balancing"))));
        foreach (var client in new[] { "a", "b" }) services.Client(client);

        configuration.Edit(("Balancing:a:Endpoints:0", "http://10.0.0.9"));

        var clusters = services.GetRequiredService<BalancedClusters>();
        Assert.Equal("http://10.0.0.9", clusters["a"].Endpoints.Single().ToString());
        Assert.Equal("http://10.0.0.2", clusters["b"].Endpoints.Single().ToString());
    }

    [Theory]
    [InlineData("Catalog:Endpoints")]
    [InlineData("Catalog:Endpoints:0")]
    [InlineData("Catalog:Endpoints:first")]
    public async Task ShortForm_IsAnAddressWhereverAnEndpointMayStand(string key)
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", Services.Configuration((key, "http://10.0.0.1")).GetSection("Catalog")));

        Assert.Equal("http://10.0.0.1", services.GetRequiredKeyedService<Cluster>("catalog").Endpoints.Single().ToString());
    }

    [Fact]
    public async Task ShortFormBesideNumberedEndpoints_GivesWayToThem()
    {
        var configuration = Services.Configuration(("Catalog:Endpoints", "http://10.0.0.1"), ("Catalog:Endpoints:0", "http://10.0.0.2"));
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", configuration.GetSection("Catalog")));

        Assert.Equal("http://10.0.0.2", services.GetRequiredKeyedService<Cluster>("catalog").Endpoints.Single().ToString());
    }

    [Fact]
    public async Task ResolverInCode_IsKeptWhenTheOptionsReload()
    {
        var configuration = Services.Configuration(("Catalog:Strategy", "RoundRobin"));
        var push = new PushResolver();
        push.Update("http://10.0.0.1");
        await using var services = Services.Build(s => s
            .AddHttpClient("catalog")
            .AddLoadBalancing(configuration.GetSection("Catalog"))
            .AddLoadBalancing(o => o.UseResolver(push)));
        services.Client("catalog");
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");

        configuration.Edit(("Catalog:Strategy", "Random"));
        push.Update("http://10.0.0.2");

        Assert.Equal("http://10.0.0.2", cluster.Endpoints.Single().ToString());
    }
}
