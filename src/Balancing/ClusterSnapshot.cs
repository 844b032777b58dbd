using Balancing.Planning;

namespace Balancing;

/// <summary>All that a request reads of a cluster, published with one reference.</summary>
/// <param name="Endpoints">All endpoints, eligible or not.</param>
/// <param name="ForAll">What requests choose from; <see langword="null"/> when there is nothing.</param>
internal sealed record ClusterSnapshot(Endpoint[] Endpoints, Choice? ForAll)
{
    /// <summary>Asks for affinity keys: a request that waits for the first list is given one before anybody knows whether it will be used.</summary>
    public static readonly ClusterSnapshot Unresolved = new([], null) { UsesAffinity = true };

    private ILoadBalancer? _loadBalancer;
    private bool _isTimed;

    /// <summary>What requests with an affinity key choose from: also draining endpoints, where they keep their keys.</summary>
    public Choice? ForKeys { get; private init; }

    /// <summary>Endpoints that wait for the one request that tries them; <see langword="null"/> if there are none.</summary>
    public Endpoint[]? Probing { get; private init; }

    /// <summary>Whether the picker looks at the affinity key.</summary>
    public bool UsesAffinity { get; private init; }

    public bool IsPanicking { get; private init; }

    /// <summary>Why there is nothing to choose from.</summary>
    public NoEndpointReason NoEndpointReason { get; private init; }

    /// <summary>What went wrong, if that is why.</summary>
    public Exception? Error { get; private init; }

    /// <summary>Whether the snapshot was made with this load balancer and contains nothing that time alone changes.</summary>
    public bool IsUpToDate(ILoadBalancer loadBalancer) => ReferenceEquals(_loadBalancer, loadBalancer) && !_isTimed;

    /// <summary>The snapshot after a change. If the load balancer fails, the pickers stay.</summary>
    public ClusterSnapshot Next(Endpoint[] endpoints, EligibilityPlan plan, ILoadBalancer loadBalancer, Action<Exception> failed)
    {
        var next = new ClusterSnapshot(endpoints, null)
        {
            Probing = plan.Probing,
            IsPanicking = plan.IsPanicking,
            NoEndpointReason = plan.NoEndpointReason,
            _loadBalancer = loadBalancer,
            _isTimed = plan.NextChange is not null,
        };
        if (plan.Eligible is null && plan.EligibleForKeys is null) return next;
        try
        {
            var forAll = plan.Eligible is { } eligible ? Create(loadBalancer, eligible) : null;
            return next with
            {
                ForAll = forAll,
                ForKeys = plan.EligibleForKeys is { } forKeys && loadBalancer.UsesAffinity ? Create(loadBalancer, forKeys) : forAll,
                UsesAffinity = loadBalancer.UsesAffinity,
            };
        }
        catch (Exception e)
        {
            failed(e);
            return next with { ForAll = ForAll, ForKeys = ForKeys, UsesAffinity = UsesAffinity, NoEndpointReason = NoEndpointReason.LoadBalancerFailed, Error = e };
        }
    }

    /// <summary>An endpoint that this request is to try, or <see langword="null"/> if each is being tried already.</summary>
    public Endpoint? TryTakeProbe(TimeSpan now, TimeSpan patience)
    {
        foreach (var endpoint in Probing!)
        {
            // One who still has requests from before its ejection may be full; its trial is for a request that can be sent.
            if (!endpoint.IsFull && endpoint.Status.TryTakeProbe(now, patience)) return endpoint;
        }

        return null;
    }

    private static Choice Create(ILoadBalancer loadBalancer, EndpointSet endpoints) =>
        new(endpoints, loadBalancer.CreatePicker(endpoints) ?? throw new InvalidOperationException($"{loadBalancer} made no picker."));
}
