using Balancing.Planning;

namespace Balancing;

/// <summary>Says in words and numbers what a plan makes of each endpoint.</summary>
internal static class ClusterDescriber
{
    public static ClusterDescription Describe(string name, ClusterSnapshot snapshot, TopologyOptions topology, TimeSpan now)
    {
        var plan = snapshot.Plan.ForAll;
        var used = new Dictionary<Endpoint, (double Weight, double Share)>();
        foreach (var group in plan.ForAll?.Groups ?? [])
        {
            var weights = group.Endpoints.Weights;
            var total = 0.0;
            foreach (var weight in weights) total += weight;
            for (var i = 0; i < weights.Length; i++) used[group.Endpoints[i]] = (weights[i], group.Share * weights[i] / total);
        }

        return new ClusterDescription(
            name,
            [.. plan.Tiers.Select(tier => new TierDescription(tier.Health.Priority, tier.Share, tier.Health.Healthy, tier.Health.Usable, tier.IsPanicking))],
            [.. snapshot.Endpoints.Select(endpoint =>
            {
                var health = endpoint.Status.StateAt(now);
                var (weight, share) = used.GetValueOrDefault(endpoint);
                return new EndpointUse(endpoint, health, share > 0 ? EndpointUseReason.Used : WhyNot(endpoint, health, plan, topology), weight, share);
            })]);
    }

    private static EndpointUseReason WhyNot(Endpoint endpoint, HealthState health, EligibilityPlan plan, TopologyOptions topology)
    {
        if (endpoint.Weight == 0) return EndpointUseReason.NoWeight;
        if (health != HealthState.Healthy) return EndpointUseReason.Health;
        if (plan.ForAll is not { } selection) return EndpointUseReason.NobodyUsed;
        if (selection.Groups[0].Key.Constraint.Length > 0 && topology.DefaultMetadata.Any(pair => endpoint.Metadata.GetValueOrDefault(pair.Key) != pair.Value)) return EndpointUseReason.OtherMetadata;
        var inTier = selection.Groups.Where(group => group.Key.Priority == endpoint.Priority).ToList();
        if (inTier.Count == 0) return EndpointUseReason.IdleTier;
        var zone = GroupPlanner.ZoneOf(endpoint, topology) ?? "";
        return inTier.Exists(group => group.Key.Zone is null || group.Key.Zone == zone) ? EndpointUseReason.OutsideSubset : EndpointUseReason.OtherZone;
    }
}
