using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Tests.Registration;

public class ObserverTests
{
    [Fact]
    public async Task Observer_IsToldWhatIsLogged()
    {
        var logger = new CapturingLogger();
        var observer = new RecordingObserver();
        await using var services = Services.Build(s => s
            .AddLogging(logging => logging.AddProvider(logger))
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2").UseObserver(observer)));

        _ = services.GetRequiredKeyedService<Cluster>("catalog");

        Assert.Equal(["+2 -0"], observer.Events);
        Assert.Equal(1, Assert.Single(logger.Lines).Event);
    }

    [Fact]
    public async Task Observer_IsToldOfEveryKindOfChange()
    {
        var told = new List<string>();
        var configuration = Services.Configuration(("Catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"))
            .AddLoadBalancing(o => o.UseObserver(new Scribe(told))));
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");

        _ = cluster.Drain(cluster.Endpoints[0]);
        cluster.Ready(cluster.Endpoints[0]);
        cluster.LoadBalancer = new Pickerless();

        Assert.Equal(["endpoints", "Draining", "Healthy", "load balancer failed"], told);
    }

    private sealed class Pickerless : ILoadBalancer
    {
        public IEndpointPicker CreatePicker(EndpointSet endpoints) => throw new InvalidOperationException("No picker.");
    }

    private sealed class Scribe(List<string> told) : ClusterObserver
    {
        public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed) => told.Add("endpoints");

        public override void OnHealthChanged(Cluster cluster, HealthChange change) => told.Add($"{change.To}");

        public override void OnLoadBalancerFailed(Cluster cluster, Exception error) => told.Add("load balancer failed");
    }
}
