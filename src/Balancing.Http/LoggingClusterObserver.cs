using Microsoft.Extensions.Logging;

namespace Balancing.Http;

/// <summary>Logs what happens in a cluster: one line per change of state, none per request.</summary>
internal sealed class LoggingClusterObserver(ILogger<Cluster> logger) : ClusterObserver
{
    public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed) =>
        Log.EndpointsChanged(logger, cluster.Name, cluster.Endpoints.Count, added.Count, removed.Count);

    public override void OnResolverFailed(Cluster cluster, Exception error) => Log.ResolverFailed(logger, error, cluster.Name);

    public override void OnEmptyListIgnored(Cluster cluster) => Log.EmptyListIgnored(logger, cluster.Name);

    public override void OnLoadBalancerFailed(Cluster cluster, Exception error) => Log.LoadBalancerFailed(logger, error, cluster.Name);
}
