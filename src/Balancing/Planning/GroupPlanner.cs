namespace Balancing.Planning;

/// <summary>Makes the sets of endpoints among which algorithms choose: one for a tier, or one for each zone of it.</summary>
internal static class GroupPlanner
{
    /// <summary>The groups of a tier that gets requests.</summary>
    public static IEnumerable<PlannedGroup> Groups(TierCandidates tier, TierLoad load, PlanInput input, bool withDraining)
    {
        var eligible = load.IsPanicking ? tier.Usable : tier.Healthy;
        if (load.IsPanicking || ZoneShares(tier, eligible, input) is not { } zones)
            return [Group(new GroupKey(input.Constraint, tier.Priority, null), tier.Weighted, Members(tier.Usable, load, 1, input), eligible, withDraining ? tier.Draining : [], load.Share, input)];

        return zones.Select(zone => Group(
            new GroupKey(input.Constraint, tier.Priority, zone.Zone ?? ""),
            InZone(tier.Weighted, zone.Zone, input.Topology),
            input.Topology.Subset.Size is null ? null : Members(InZone(tier.Usable, zone.Zone, input.Topology), load, zone.Share, input),
            InZone(eligible, zone.Zone, input.Topology),
            withDraining ? InZone(tier.Draining, zone.Zone, input.Topology) : [],
            load.Share * zone.Share,
            input));
    }

    /// <summary>This client's subset of endpoints, with the part of their weight that is its own; <see langword="null"/> for all of them.</summary>
    /// <param name="usable">Those of a tier, or of a zone of it.</param>
    /// <param name="load">The tier's. In a panic health does not matter: a subset that grew until it had enough healthy endpoints would grow to all of them.</param>
    /// <param name="share">Of the tier's requests: as large is the part of the subset.</param>
    /// <param name="input">What else the plan depends on.</param>
    public static Dictionary<Endpoint, double>? Members(List<Endpoint> usable, TierLoad load, double share, PlanInput input)
    {
        if (input.Topology.Subset.Size is not { } size) return null;
        var options = input.Topology.Subset with { Size = Math.Max(1, (int)Math.Ceiling(size * share)) };
        return SubsetPlanner.Of(usable, endpoint => load.IsPanicking || endpoint.Status.StateAt(input.Now) == HealthState.Healthy, options, input.ClientHash)
            .ToDictionary(member => member.Endpoint, member => member.Factor);
    }

    /// <summary>As the groups of all requests, and with those that are being drained, where they keep their keys.</summary>
    public static PlannedSelection? ForKeys(List<TierCandidates> tiers, List<TierLoad> loads, PlanInput input)
    {
        if (!input.Health.DrainingKeepsAffinity || !tiers.Exists(tier => tier.Draining.Count > 0 && loads.Exists(load => load.Priority == tier.Priority))) return null;
        return new PlannedSelection([.. loads.SelectMany(load => Groups(tiers.Find(tier => tier.Priority == load.Priority)!, load, input, withDraining: true))]);
    }

    /// <summary>Everybody is being drained.</summary>
    public static PlannedSelection? ForDraining(List<TierCandidates> tiers, PlanInput input)
    {
        if (!input.Health.DrainingKeepsAffinity) return null;
        List<Endpoint> draining = [.. tiers.SelectMany(tier => tier.Draining)];
        return new PlannedSelection([Group(new GroupKey(input.Constraint, tiers[0].Priority, null), draining, null, draining, [], 1, input)]);
    }

    /// <summary>Healthy endpoints that are in no group, of the first tier that has any.</summary>
    public static EndpointSet? Reserve(List<TierCandidates> tiers, List<PlannedGroup> groups, PlanInput input)
    {
        if (groups.Sum(group => group.Endpoints.Count) == tiers.Sum(tier => tier.Usable.Count)) return null;
        var used = groups.SelectMany(group => group.Endpoints.Endpoints).ToHashSet();
        foreach (var tier in tiers)
        {
            Endpoint[] unused = [.. tier.Healthy.Where(endpoint => !used.Contains(endpoint))];
            if (unused.Length > 0) return new EndpointSet(unused, Array.ConvertAll(unused, endpoint => Effective(endpoint, input)), null);
        }

        return null;
    }

    /// <summary>Where an endpoint stands; <see langword="null"/> if that is not known.</summary>
    public static string? ZoneOf(Endpoint endpoint, TopologyOptions topology)
    {
        var zone = endpoint.Zone ?? (topology.ZoneMetadataKey is { } key ? endpoint.Metadata.GetValueOrDefault(key) : null);
        return string.IsNullOrEmpty(zone) ? null : zone;
    }

    private static PlannedGroup Group(GroupKey key, List<Endpoint> weighted, Dictionary<Endpoint, double>? members, List<Endpoint> eligible, List<Endpoint> draining, double share, PlanInput input)
    {
        Endpoint[] chosen = members is null ? [.. eligible, .. draining] : [.. eligible.Where(members.ContainsKey), .. draining];
        var known = members is null ? weighted : weighted.Where(members.ContainsKey);
        var set = new EndpointSet(
            chosen,
            Array.ConvertAll(chosen, endpoint => Math.Max(double.Epsilon, Effective(endpoint, input) * FactorOf(endpoint))),
            input.StateOf(key),
            Array.ConvertAll(chosen, endpoint => Math.Max(double.Epsilon, endpoint.Weight * FactorOf(endpoint))))
        {
            ReportFactors = input.ReportFactorOf is null ? null : Array.ConvertAll(chosen, endpoint => input.ReportFactorOf(endpoint)),
            Unavailable = chosen.Length == weighted.Count ? [] : [.. known.Except(chosen)],
        };
        return new PlannedGroup(key, set, share) { Members = members?.Keys };

        double FactorOf(Endpoint endpoint) => members is not null && members.TryGetValue(endpoint, out var factor) ? factor : 1;
    }

    /// <summary>How the zones of a tier share its requests; <see langword="null"/> where zones do not matter.</summary>
    private static List<ZoneShare>? ZoneShares(TierCandidates tier, List<Endpoint> eligible, PlanInput input)
    {
        var topology = input.Topology;
        if (topology.LocalZone is null && topology.ZoneWeights.Count == 0) return null;

        // The empty name stands for those that have none: a dictionary has no null key.
        var zones = new Dictionary<string, ZoneCapacity>(StringComparer.Ordinal);
        foreach (var endpoint in tier.Usable) Add(endpoint, 0, 0, 1);
        foreach (var endpoint in eligible) Add(endpoint, Effective(endpoint, input), 1, 0);
        var capacities = zones.Values.ToList();
        return topology.LocalZone is { } local
            ? ZoneRouting.PreferLocal(capacities, local, topology.ClientShares)
            : ZoneRouting.ByWeight(capacities, topology.ZoneWeights, topology.OverprovisioningFactor);

        void Add(Endpoint endpoint, double weight, int isEligible, int isUsable)
        {
            var zone = ZoneOf(endpoint, topology);
            var known = zones.TryGetValue(zone ?? "", out var before) ? before : new ZoneCapacity(zone, 0, 0, 0);
            zones[zone ?? ""] = known with { Weight = known.Weight + weight, Eligible = known.Eligible + isEligible, Usable = known.Usable + isUsable };
        }
    }

    private static List<Endpoint> InZone(List<Endpoint> endpoints, string? zone, TopologyOptions topology) => endpoints.FindAll(endpoint => ZoneOf(endpoint, topology) == zone);

    /// <summary>Configured × slow start × reported load; never 0, however small the weight.</summary>
    private static double Effective(Endpoint endpoint, PlanInput input) => Math.Max(
        double.Epsilon,
        endpoint.Weight * SlowStartRamp.Factor(input.Health.SlowStart, endpoint.Status.GrowsSince, input.Now) * (input.ReportFactorOf?.Invoke(endpoint) ?? 1));
}
