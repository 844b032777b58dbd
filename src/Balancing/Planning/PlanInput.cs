namespace Balancing.Planning;

/// <summary>What a plan depends on besides the endpoints.</summary>
/// <param name="Health">How health is used.</param>
/// <param name="Topology">Tiers, zones, subsets.</param>
/// <param name="ClientHash">Stands for this client where subsets are drawn.</param>
/// <param name="Now">The time.</param>
/// <param name="Memory">What the plan before has left.</param>
/// <param name="Constraint">The metadata that the endpoints have in common; empty for all endpoints.</param>
/// <param name="StateOf">What algorithms remember about a group as a whole.</param>
internal sealed record PlanInput(HealthOptions Health, TopologyOptions Topology, ulong ClientHash, TimeSpan Now, TierMemory Memory, string Constraint, Func<GroupKey, StateSlots> StateOf)
{
    /// <summary>What an endpoint's weight is multiplied by because of its load reports; <see langword="null"/> if nobody looks at them.</summary>
    public Func<Endpoint, double>? ReportFactorOf { get; init; }
}
