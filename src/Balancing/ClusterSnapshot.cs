using System.Collections.Frozen;
using Balancing.Planning;

namespace Balancing;

/// <summary>All that a request reads of a cluster, published with one reference.</summary>
internal sealed class ClusterSnapshot
{
    /// <summary>Asks for affinity keys: a request that waits for the first list is given one before anybody knows whether it will be used.</summary>
    public static readonly ClusterSnapshot Unresolved = new([], new ClusterPlan(new EligibilityPlan(), FrozenDictionary<string, EligibilityPlan>.Empty, null), null, FrozenDictionary<string, Choices>.Empty) { UsesAffinity = true };

    private readonly ILoadBalancer? _loadBalancer;
    private readonly FrozenDictionary<string, Choices> _byConstraint;

    private ClusterSnapshot(Endpoint[] endpoints, ClusterPlan plan, ILoadBalancer? loadBalancer, FrozenDictionary<string, Choices> byConstraint) =>
        (Endpoints, Plan, _loadBalancer, _byConstraint) = (endpoints, plan, loadBalancer, byConstraint);

    /// <summary>All endpoints, eligible or not.</summary>
    public Endpoint[] Endpoints { get; }

    /// <summary>What it was made by.</summary>
    public ClusterPlan Plan { get; }

    /// <summary>For requests that do not ask for particular endpoints.</summary>
    public Choices ForAll { get; private init; } = new();

    /// <summary>Whether the picker looks at the affinity key.</summary>
    public bool UsesAffinity { get; private init; }

    public bool IsPanicking => Plan.ForAll.IsPanicking;

    /// <summary>For requests that ask for particular endpoints; <see langword="null"/> if there are none of that kind.</summary>
    public Choices? For(MetadataConstraint constraint) => _byConstraint.GetValueOrDefault(constraint.Id);

    /// <summary>Whether the snapshot was made with this load balancer and contains nothing that time alone changes.</summary>
    public bool IsUpToDate(ILoadBalancer loadBalancer) => ReferenceEquals(_loadBalancer, loadBalancer) && Plan.NextChange is null;

    /// <summary>The snapshot after a change. If the load balancer fails, the pickers stay.</summary>
    public ClusterSnapshot Next(Endpoint[] endpoints, ClusterPlan plan, ILoadBalancer loadBalancer, Action<Exception> failed)
    {
        Exception? error = null;
        var forAll = Choices.Of(plan.ForAll, loadBalancer, ForAll, ref error);
        var byConstraint = plan.ByConstraint.ToFrozenDictionary(
            pair => pair.Key,
            pair => ReferenceEquals(pair.Value, plan.ForAll) ? forAll : Choices.Of(pair.Value, loadBalancer, _byConstraint.GetValueOrDefault(pair.Key), ref error),
            StringComparer.Ordinal);
        if (error is not null) failed(error);
        return new ClusterSnapshot(endpoints, plan, loadBalancer, byConstraint) { ForAll = forAll, UsesAffinity = error is null ? loadBalancer.UsesAffinity : UsesAffinity };
    }
}
