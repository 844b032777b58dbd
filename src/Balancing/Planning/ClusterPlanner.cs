namespace Balancing.Planning;

/// <summary>Plans for a cluster: keeps what one plan has to know of the one before, and makes a plan for each combination of metadata.</summary>
/// <remarks>Not thread-safe: called inside the rebuild latch.</remarks>
internal sealed class ClusterPlanner
{
    private readonly HealthOptions _health;
    private readonly TopologyOptions _topology;
    private readonly ulong _clientHash;
    private readonly MetadataKeySet[] _keys;
    private readonly string? _default;
    private readonly Dictionary<GroupKey, StateSlots> _states = [];
    private ClusterPlan? _before;

    public ClusterPlanner(HealthOptions health, TopologyOptions topology, ulong clientHash)
    {
        (_health, _topology, _clientHash) = (health, topology, clientHash);
        _keys = [.. topology.MetadataKeys.Select(entry => MetadataKeySet.TryParse(entry, out var keys) ? keys : throw new ArgumentException($"'{entry}' names no keys.", nameof(topology)))];
        if (topology.DefaultMetadata.Count > 0) _default = MetadataConstraint.Describe([.. topology.DefaultMetadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)]);
    }

    /// <summary>What an endpoint's weight is multiplied by because of its load reports; <see langword="null"/> if nobody looks at them.</summary>
    public Func<Endpoint, double>? ReportFactorOf { get; init; }

    public ClusterPlan Plan(Endpoint[] endpoints, TimeSpan now)
    {
        var byConstraint = new Dictionary<string, EligibilityPlan>(StringComparer.Ordinal);
        foreach (var keys in _keys)
        {
            foreach (var group in endpoints.Select(endpoint => (Endpoint: endpoint, Constraint: keys.ConstraintOf(endpoint))).Where(pair => pair.Constraint is not null).GroupBy(pair => pair.Constraint!, pair => pair.Endpoint, StringComparer.Ordinal))
                byConstraint[group.Key] = Plan([.. group], group.Key, _before?.ByConstraint.GetValueOrDefault(group.Key), now);
        }

        // If those that requests get by default are all drained, say, any will do.
        var forAll = _default is not null && byConstraint.TryGetValue(_default, out var byDefault) && (byDefault.ForAll ?? byDefault.ForKeys) is not null ? byDefault : Plan(endpoints, "", _before?.ForAll, now);
        Forget(byConstraint);
        return _before = new ClusterPlan(forAll, byConstraint, byConstraint.Values.Aggregate(forAll.NextChange, (next, plan) => EligibilityPlanner.Earlier(next, plan.NextChange)));
    }

    private EligibilityPlan Plan(Endpoint[] endpoints, string constraint, EligibilityPlan? before, TimeSpan now) =>
        EligibilityPlanner.Plan(endpoints, new PlanInput(_health, _topology, _clientHash, now, before?.Memory ?? TierMemory.None, constraint, StateOf) { ReportFactorOf = ReportFactorOf });

    private StateSlots StateOf(GroupKey key)
    {
        if (_states.TryGetValue(key, out var state)) return state;
        _states.Add(key, state = new StateSlots());
        return state;
    }

    /// <summary>Values come and go, such as versions. Tiers and zones stay, also those that are not used now.</summary>
    private void Forget(Dictionary<string, EligibilityPlan> constraints)
    {
        if (_keys.Length == 0) return;
        foreach (var key in _states.Keys.Where(key => key.Constraint.Length > 0 && !constraints.ContainsKey(key.Constraint)).ToList()) _states.Remove(key);
    }
}
