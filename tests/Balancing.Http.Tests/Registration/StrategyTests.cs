using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Registration;

public class StrategyTests
{
    [Theory]
    [InlineData("Adaptive")]
    [InlineData("RoundRobin")]
    [InlineData("roundrobin")]
    [InlineData("WEIGHTEDROUNDROBIN")]
    [InlineData("Random")]
    [InlineData("leastConnections")]
    [InlineData("PowerOfTwoChoices")]
    [InlineData("LeastResponseTime")]
    [InlineData("iphash")]
    public async Task BuiltInStrategy_IsSelectedByNameInAnyCase(string name)
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = name;
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
            })
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        for (var i = 0; i < 100; i++) await services.Client("catalog").GetStringAsync("/");

        // Without load or keys each of them uses both endpoints; the chance that a random one does not is 2 · 2⁻¹⁰⁰.
        Assert.Equal(2, stub.Uris.Select(uri => uri.Host).Distinct().Count());
    }

    [Fact]
    public async Task OwnStrategy_IsSelectedByName()
    {
        var stub = new StubHandler();
        var configuration = Services.Configuration(("Catalog:Strategy", "alwaysLast"), ("Catalog:Endpoints:0", "http://10.0.0.1"), ("Catalog:Endpoints:1", "http://10.0.0.2"));
        await using var services = Services.Build(s => s
            .AddLoadBalancer("AlwaysLast", _ => LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) => endpoints[^1]))
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"))
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        for (var i = 0; i < 5; i++) await services.Client("catalog").GetStringAsync("/");

        Assert.All(stub.Uris, uri => Assert.Equal("10.0.0.2", uri.Host));
    }

    [Fact]
    public async Task LoadBalancerInCode_GoesBeforeTheStrategysName()
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o => o
                .AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2")
                .UseLoadBalancer(LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) => endpoints[1])))
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        await services.Client("catalog").GetStringAsync("/");

        Assert.Equal("10.0.0.2", stub.Uris.Single().Host);
    }

    [Fact]
    public async Task AffinityKey_SticksTheClientToItsEndpoint()
    {
        var stub = new StubHandler();
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = BalancingStrategies.IpHash;
                for (var i = 1; i <= 10; i++) o.AddEndpoint($"http://10.0.0.{i}");
            })
            .ConfigurePrimaryHttpMessageHandler(() => stub));

        for (var address = 0; address < 50; address++)
        {
            for (var times = 0; times < 3; times++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/{address}");
                request.SetAffinityKey(IPAddress.Parse($"203.0.113.{address}"));
                (await services.Client("catalog").SendAsync(request)).Dispose();
            }
        }

        var hostsByClient = stub.Uris.GroupBy(uri => uri.AbsolutePath, uri => uri.Host).ToList();
        Assert.All(hostsByClient, hosts => Assert.Single(hosts.Distinct()));
        Assert.True(hostsByClient.SelectMany(hosts => hosts).Distinct().Count() > 5);
    }

    [Fact]
    public async Task AffinityKey_OfTextAndOfAddressReachesThePicker()
    {
        var recorder = new RecordingLoadBalancer();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of(recorder, "http://10.0.0.1"), new StubHandler()));
        foreach (var set in new Action<HttpRequestMessage>[] { _ => { }, r => r.SetAffinityKey("tenant-7"), r => r.SetAffinityKey(IPAddress.Loopback), r => r.SetAffinityKey(AffinityKey.From([1, 2, 3])) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
            set(request);
            (await invoker.SendAsync(request, default)).Dispose();
        }

        Assert.Equal([default, AffinityKey.From("tenant-7"), AffinityKey.From(IPAddress.Loopback), AffinityKey.From([1, 2, 3])], recorder.Keys);
    }
}
