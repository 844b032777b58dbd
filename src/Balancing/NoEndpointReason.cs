namespace Balancing;

/// <summary>Why there is no endpoint for a request.</summary>
public enum NoEndpointReason
{
    /// <summary>The resolver has not reported any endpoint yet.</summary>
    NoneKnown = 0,

    /// <summary>Endpoints are known, but every one has weight 0.</summary>
    AllDraining = 1,

    /// <summary>Too few endpoints are well, and the cluster is to fail closed: see <see cref="HealthOptions.FailClosed"/>.</summary>
    AllUnhealthy = 3,

    /// <summary>The load balancer threw an exception when it was asked for a picker: the inner exception.</summary>
    LoadBalancerFailed = 2,

    /// <summary>A concurrency limit is reached, and there is no queue or it is full: see <see cref="ConcurrencyLimitOptions"/>.</summary>
    Saturated = 4,

    /// <summary>A concurrency limit is reached, and the request has waited in the queue for <see cref="ConcurrencyLimitOptions.QueueTimeout"/>.</summary>
    QueueTimeout = 5,

    /// <summary>The resolver has been failing for longer than its last list may be used: see <see cref="ClusterOptions.MaxStaleAge"/>.</summary>
    ListExpired = 6,

    /// <summary>No endpoint has the metadata that the request requires: see <see cref="MetadataConstraint.Require"/>.</summary>
    NoneMatches = 7,
}
