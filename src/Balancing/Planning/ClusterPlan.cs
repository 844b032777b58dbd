using System.Collections.Frozen;

namespace Balancing.Planning;

/// <summary>The plan for all requests, and those for requests that ask for endpoints by metadata.</summary>
/// <param name="ForAll">Of all endpoints, or of those that requests without a constraint get.</param>
/// <param name="ByConstraint">By <see cref="MetadataConstraint.Id"/>; empty where nobody may ask.</param>
/// <param name="NextChange">When time alone will change one of them.</param>
internal sealed record ClusterPlan(EligibilityPlan ForAll, IReadOnlyDictionary<string, EligibilityPlan> ByConstraint, TimeSpan? NextChange)
{
    /// <summary>Whose health matters to this client, where it uses subsets; <see langword="null"/>: everybody's.</summary>
    public IReadOnlySet<Endpoint>? Watched { get; } = ForAll.Watched is null ? null : ByConstraint.Values.Append(ForAll).SelectMany(plan => plan.Watched ?? FrozenSet<Endpoint>.Empty).ToHashSet();

    public static readonly ClusterPlan Expired = new(EligibilityPlan.Expired, FrozenDictionary<string, EligibilityPlan>.Empty, null);
}
