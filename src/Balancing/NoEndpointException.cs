namespace Balancing;

/// <summary>There is no endpoint for the request; <see cref="Reason"/> says why.</summary>
public sealed class NoEndpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="clusterName">The cluster that has none.</param>
    /// <param name="reason">Why.</param>
    /// <param name="innerException">What went wrong in the resolver or the load balancer, if anything did.</param>
    public NoEndpointException(string clusterName, NoEndpointReason reason, Exception? innerException = null)
        : base(Explain(clusterName, reason), innerException)
    {
        ClusterName = clusterName;
        Reason = reason;
    }

    /// <summary>The cluster that has no endpoint.</summary>
    public string ClusterName { get; }

    /// <summary>Why there is none.</summary>
    public NoEndpointReason Reason { get; }

    private static string Explain(string clusterName, NoEndpointReason reason) => reason switch
    {
        NoEndpointReason.AllDraining => $"'{clusterName}' has no endpoint to use: all of them are drained or have weight 0.",
        NoEndpointReason.AllUnhealthy => $"'{clusterName}' has no endpoint to use: too few are healthy, and it is set to fail closed.",
        NoEndpointReason.LoadBalancerFailed => $"'{clusterName}' has no endpoint to use: its load balancer failed to build a picker.",
        NoEndpointReason.Saturated => $"'{clusterName}' has no endpoint to use: as many requests are in flight as its concurrency limits allow, and no more may wait.",
        NoEndpointReason.QueueTimeout => $"'{clusterName}' has no endpoint to use: the request has waited for its turn under the concurrency limits for as long as it may.",
        NoEndpointReason.ListExpired => $"'{clusterName}' has no endpoint to use: its resolver has been failing for longer than the last list may be used.",
        NoEndpointReason.NoneMatches => $"'{clusterName}' has no endpoint to use: none has the metadata that the request requires.",
        _ => $"'{clusterName}' has no endpoint to use: none has been found yet.",
    };
}
