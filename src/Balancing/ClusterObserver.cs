namespace Balancing;

/// <summary>Is told what happens in a <see cref="Cluster"/>. Override what you want to know; every method does nothing by default.</summary>
/// <remarks>
/// Called from whichever thread made the change, seldom, and never for two changes of the endpoints at a time. An exception thrown here is
/// swallowed: watching must not break what is watched.
/// </remarks>
public abstract class ClusterObserver
{
    /// <summary>The list of endpoints, or a description in it, has changed, and requests go by the new one.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="added">Endpoints that were not there before.</param>
    /// <param name="removed">Endpoints that are no longer there.</param>
    public virtual void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed)
    {
    }

    /// <summary>The resolver could not read its source. The endpoints known so far stay in use. Told when it begins to fail, not of every failure after that.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="error">What went wrong.</param>
    public virtual void OnResolverFailed(Cluster cluster, Exception error)
    {
    }

    /// <summary>The resolver reported an empty list. The endpoints known so far stay in use. Told when it begins, not of every such list after that.</summary>
    /// <param name="cluster">Where.</param>
    public virtual void OnEmptyListIgnored(Cluster cluster)
    {
    }

    /// <summary>The resolver has reported a list again, after failures or empty lists.</summary>
    /// <param name="cluster">Where.</param>
    public virtual void OnResolverRecovered(Cluster cluster)
    {
    }

    /// <summary>The resolver has been failing for so long that its last list is given up. Requests fail until there is a new one, unless another resolver is combined with it.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="maxStaleAge">For how long it was used: <see cref="ClusterOptions.MaxStaleAge"/>.</param>
    public virtual void OnListExpired(Cluster cluster, TimeSpan maxStaleAge)
    {
    }

    /// <summary>The load balancer could not build a picker, and the one before stays in use; or its picker threw when a request had ended.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="error">What went wrong.</param>
    public virtual void OnLoadBalancerFailed(Cluster cluster, Exception error)
    {
    }

    /// <summary>An endpoint's health has changed; or, with <see cref="HealthChange.Enforced"/> false, a detector would have changed it.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="change">What, why, and the numbers.</param>
    public virtual void OnHealthChanged(Cluster cluster, HealthChange change)
    {
    }

    /// <summary>Health begins or ceases to be ignored because too few endpoints are well.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="isPanicking">Whether it is ignored now.</param>
    public virtual void OnPanicChanged(Cluster cluster, bool isPanicking)
    {
    }
}
