namespace Balancing.Planning;

/// <summary>The plan for all requests, and those for requests that ask for endpoints by metadata.</summary>
/// <param name="ForAll">Of all endpoints, or of those that requests without a constraint get.</param>
/// <param name="ByConstraint">By <see cref="MetadataConstraint.Id"/>; empty where nobody may ask.</param>
/// <param name="NextChange">When time alone will change one of them.</param>
internal sealed record ClusterPlan(EligibilityPlan ForAll, IReadOnlyDictionary<string, EligibilityPlan> ByConstraint, TimeSpan? NextChange)
{
    public static readonly ClusterPlan Expired = new(EligibilityPlan.Expired, new Dictionary<string, EligibilityPlan>(), null);
}
