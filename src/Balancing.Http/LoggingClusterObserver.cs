using Microsoft.Extensions.Logging;

namespace Balancing.Http;

/// <summary>Logs what happens in a cluster: one line per change of state, none per request.</summary>
internal sealed class LoggingClusterObserver(ILogger<Cluster> logger) : ClusterObserver
{
    public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed) =>
        Log.EndpointsChanged(logger, cluster.Name, cluster.Endpoints.Count, added.Count, removed.Count);

    public override void OnResolverFailed(Cluster cluster, Exception error) => Log.ResolverFailed(logger, error, cluster.Name);

    public override void OnEmptyListIgnored(Cluster cluster) => Log.EmptyListIgnored(logger, cluster.Name);

    public override void OnResolverRecovered(Cluster cluster) => Log.ResolverRecovered(logger, cluster.Name);

    public override void OnListExpired(Cluster cluster, TimeSpan maxStaleAge) => Log.ListExpired(logger, cluster.Name, maxStaleAge);

    public override void OnLoadBalancerFailed(Cluster cluster, Exception error) => Log.LoadBalancerFailed(logger, error, cluster.Name);

    public override void OnHealthChanged(Cluster cluster, HealthChange change)
    {
        var level = change is { Enforced: true, To: HealthState.Ejected or HealthState.Unhealthy } ? LogLevel.Warning : LogLevel.Information;
        var fleet = change.Fleet as object ?? "not compared";
        var duration = change.Duration as object ?? "open";
        if (!change.Enforced)
            Log.WouldBeEjected(logger, cluster.Name, change.Endpoint, change.Reason, change.Measured, change.Threshold, fleet);
        else if (change.Measured is null)
            Log.HealthChanged(logger, level, cluster.Name, change.Endpoint, change.From, change.To, change.Reason, duration);
        else
            Log.Ejected(logger, cluster.Name, change.Endpoint, change.Duration, change.Reason, change.Measured, change.Threshold, fleet);
    }

    public override void OnPanicChanged(Cluster cluster, bool isPanicking)
    {
        if (isPanicking) Log.PanicBegins(logger, cluster.Name);
        else Log.PanicEnds(logger, cluster.Name);
    }
}
