using System.Collections.Concurrent;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Drills;

/// <summary>A balanced client over the fleet, in real time, with ejections that are short enough to be waited for.</summary>
internal sealed class DrillClient : ClusterObserver, IAsyncDisposable
{
    /// <summary>A header of the answer: the port of the server that gave it.</summary>
    public const string ServedBy = "X-Served-By";

    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<HealthChange> _changes = new();
    private int _attempts;

    public DrillClient(Fleet fleet, Action<BalancedHttpClientOptions>? configure = null)
    {
        _services = Services.Build(s => s.AddBalancedHttpClient("orders", o =>
        {
            // The strategy that cares least: the sick server keeps getting its share.
            o.Strategy = BalancingStrategies.RoundRobin;
            foreach (var address in fleet.Addresses) o.AddEndpoint(address);
            o.Health.OutlierDetection.Interval = TimeSpan.FromMilliseconds(500);
            o.Health.OutlierDetection.BaseEjectionTime = BaseEjectionTime;
            o.Health.OutlierDetection.MaxEjectionTime = MaxEjectionTime;
            o.Health.OutlierDetection.EjectionJitter = TimeSpan.Zero;

            // Where an answer takes half a millisecond, a process that has to wait for the processor is five times as slow as the others.
            o.Health.OutlierDetection.LatencyFactor = 0;
            o.Resilience.TotalTimeout = TimeSpan.FromSeconds(15);
            o.UseObserver(this);
            configure?.Invoke(o);
            if (o.Resilience.AttemptTimeout > o.Resilience.TotalTimeout) o.Resilience.AttemptTimeout = o.Resilience.TotalTimeout;
        }).AddAttemptHandler(_ => new Counter(this)));
        Http = _services.Client("orders");
        Cluster = _services.GetRequiredKeyedService<Cluster>("orders");
    }

    public static TimeSpan BaseEjectionTime => TimeSpan.FromMilliseconds(500);

    public static TimeSpan MaxEjectionTime => TimeSpan.FromSeconds(1);

    public HttpClient Http { get; }

    public Cluster Cluster { get; }

    /// <summary>How many attempts have been made, those that found no server among them.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>What has become of the endpoints' health, in order.</summary>
    public IReadOnlyCollection<HealthChange> Changes => _changes;

    public HealthState StateOf(BackendProcess server) => Cluster.HealthOf(Cluster.Endpoints.Single(e => e.Address == new Uri(server.Address)));

    public override void OnHealthChanged(Cluster cluster, HealthChange change) => _changes.Enqueue(change);

    /// <summary>Nothing that was begun is still counted.</summary>
    public Task IsIdleAsync() => Clock.WhenAsync(() => Cluster.Endpoints.All(endpoint => endpoint.InFlight == 0));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Counter(DrillClient client) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref client._attempts);
            var response = await base.SendAsync(request, cancellationToken);
            response.Headers.TryAddWithoutValidation(ServedBy, $"{request.RequestUri!.Port}");
            return response;
        }
    }
}
