namespace Balancing.Http;

/// <summary>Tells two observers, the second also if the first one throws.</summary>
internal sealed class ObserverPair(ClusterObserver first, ClusterObserver second) : ClusterObserver
{
    public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed) =>
        Tell(observer => observer.OnEndpointsChanged(cluster, added, removed));

    public override void OnResolverFailed(Cluster cluster, Exception error) => Tell(observer => observer.OnResolverFailed(cluster, error));

    public override void OnEmptyListIgnored(Cluster cluster) => Tell(observer => observer.OnEmptyListIgnored(cluster));

    public override void OnResolverRecovered(Cluster cluster) => Tell(observer => observer.OnResolverRecovered(cluster));

    public override void OnListExpired(Cluster cluster, TimeSpan maxStaleAge) => Tell(observer => observer.OnListExpired(cluster, maxStaleAge));

    public override void OnLoadBalancerFailed(Cluster cluster, Exception error) => Tell(observer => observer.OnLoadBalancerFailed(cluster, error));

    public override void OnHealthChanged(Cluster cluster, HealthChange change) => Tell(observer => observer.OnHealthChanged(cluster, change));

    public override void OnPanicChanged(Cluster cluster, bool isPanicking) => Tell(observer => observer.OnPanicChanged(cluster, isPanicking));

    private void Tell(Action<ClusterObserver> tell)
    {
        try
        {
            tell(first);
        }
        finally
        {
            tell(second);
        }
    }
}
