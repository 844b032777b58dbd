using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Discovery;

/// <summary>A balanced client, in real time, whose endpoints come from a resolver.</summary>
internal sealed class DiscoveredClient : ClusterObserver, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private int _failures;

    public DiscoveredClient(IEndpointResolver resolver, Action<BalancedHttpClientOptions>? configure = null)
    {
        _services = Services.Build(s => s.AddBalancedHttpClient("catalog", o =>
        {
            o.Strategy = BalancingStrategies.RoundRobin;
            o.UseResolver(resolver).UseObserver(this);

            // Where an answer takes half a millisecond, a server that has to wait for the processor is five times as slow as the others.
            o.Health.OutlierDetection.LatencyFactor = 0;
            configure?.Invoke(o);
        }));
        Http = _services.Client("catalog");
        Cluster = _services.GetRequiredKeyedService<Cluster>("catalog");
    }

    public HttpClient Http { get; }

    public Cluster Cluster { get; }

    /// <summary>How often the observer was told that the endpoints could not be found.</summary>
    public int ResolverFailures => Volatile.Read(ref _failures);

    public override void OnResolverFailed(Cluster cluster, Exception error) => Interlocked.Increment(ref _failures);

    /// <summary>In their order.</summary>
    public string Hosts() => string.Join(' ', Cluster.Endpoints.Select(endpoint => endpoint.Address.Host).Order(StringComparer.Ordinal));

    public HealthState StateOf(string address) => Cluster.HealthOf(Cluster.Endpoints.Single(endpoint => endpoint.Address == new Uri(address)));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
