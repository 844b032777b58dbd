namespace Balancing.Planning;

/// <summary>Decides, as a pure function, which endpoints may be chosen, with what effective weight, and how requests are shared out among tiers and zones.</summary>
internal static class EligibilityPlanner
{
    public static EligibilityPlan Plan(ReadOnlySpan<Endpoint> endpoints, PlanInput input)
    {
        var tiers = Tiers(endpoints, input, out var nextChange);
        var usable = tiers.Where(tier => tier.Usable.Count > 0).ToList();
        if (usable.Count == 0)
        {
            return new EligibilityPlan
            {
                ForKeys = tiers.Exists(tier => tier.Draining.Count > 0) ? GroupPlanner.ForDraining(tiers, input) : null,
                NoEndpointReason = NoEndpointReason.AllDraining,
                NextChange = nextChange,
                Memory = input.Memory,
            };
        }

        var loads = Loads([.. usable.Select(tier => tier.Health)], input, out var memory, out var nextTier);
        var last = loads[^1].Priority;
        var panicking = loads.Where(load => load.IsPanicking).Select(load => load.Priority).ToHashSet();
        if (input.Health.FailClosed) loads = WithoutPanic(loads);

        var groups = new List<PlannedGroup>();
        foreach (var load in loads) groups.AddRange(GroupPlanner.Groups(usable.Find(tier => tier.Priority == load.Priority)!, load, input, withDraining: false));
        return new EligibilityPlan
        {
            ForAll = groups.Count == 0 ? null : new PlannedSelection(groups) { Reserve = GroupPlanner.Reserve(usable, groups, input) },
            ForKeys = groups.Count == 0 ? null : GroupPlanner.ForKeys(usable, loads, input),

            Probing = AnyOf([.. usable.Where(IsTried).SelectMany(tier => tier.Probing)]),
            Watched = Watched(usable, groups, input),
            Tiers = [.. usable.Select(tier => new PlannedTier(tier.Health, loads.Find(load => load.Priority == tier.Priority).Share, panicking.Contains(tier.Priority)))],
            IsPanicking = panicking.Count > 0,
            NoEndpointReason = groups.Count == 0 ? NoEndpointReason.AllUnhealthy : default,
            NextChange = Earlier(nextChange, nextTier),
            Memory = memory,
        };

        // Whoever is behind the tiers in use is not tried, it would be its only request: unless its tier is not well without it, for then it could never take over.
        // In a panic all get requests.
        bool IsTried(TierCandidates tier) =>
            (tier.Priority <= last || tier.Health.IsBelow(Math.Max(FailoverThreshold(input.Health, input.Topology), input.Health.PanicThreshold)))
            && (input.Health.FailClosed || !panicking.Contains(tier.Priority));
    }

    /// <summary>The earlier of two times, where there are any.</summary>
    public static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;

    /// <summary>The subset, and of each tier that gets nothing those that would be in it: whether a tier is well has to be known beforehand.</summary>
    private static HashSet<Endpoint>? Watched(List<TierCandidates> tiers, List<PlannedGroup> groups, PlanInput input)
    {
        if (input.Topology.Subset.Size is null) return null;
        var watched = groups.SelectMany(group => group.Members!).ToHashSet();
        foreach (var tier in tiers.Where(tier => !groups.Exists(group => group.Key.Priority == tier.Priority)))
            watched.UnionWith(GroupPlanner.Members(tier.Usable, new TierLoad(tier.Priority, 0, tier.Health.IsBelow(input.Health.PanicThreshold)), 1, input)!.Keys);
        return watched;
    }

    private static List<TierCandidates> Tiers(ReadOnlySpan<Endpoint> endpoints, PlanInput input, out TimeSpan? nextChange)
    {
        var tiers = new SortedDictionary<int, TierCandidates>();
        TierCandidates? tier = null;
        nextChange = null;
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Weight == 0) continue;
            if (tier?.Priority != endpoint.Priority && !tiers.TryGetValue(endpoint.Priority, out tier)) tiers.Add(endpoint.Priority, tier = new TierCandidates(endpoint.Priority));
            var state = endpoint.Status.StateAt(input.Now);
            tier.Add(endpoint, state);
            if (state == HealthState.Throttled) nextChange = Earlier(nextChange, endpoint.Status.ThrottledUntil);
            nextChange = Earlier(nextChange, SlowStartRamp.NextStep(input.Health.SlowStart, endpoint.Status.GrowsSince, input.Now));
        }

        return [.. tiers.Values];
    }

    private static List<TierLoad> Loads(ReadOnlySpan<TierHealth> tiers, PlanInput input, out TierMemory memory, out TimeSpan? nextChange)
    {
        var (health, topology) = (input.Health, input.Topology);
        (memory, nextChange) = (input.Memory, null);
        if (topology.Failover == FailoverMode.Gradual) return GradualFailover.Share(tiers, topology.OverprovisioningFactor, health.PanicThreshold);

        (var chosen, memory, nextChange) = StrictFailover.Choose(tiers, FailoverThreshold(health, topology), topology.FailbackDelay, input.Now, input.Memory);
        foreach (var tier in tiers)
        {
            if (tier.Priority == chosen) return [new TierLoad(chosen, 1, tier.IsBelow(health.PanicThreshold))];
        }

        throw new InvalidOperationException("A tier was chosen that is not there.");
    }

    /// <summary>A tier that would make requests fail is not well.</summary>
    private static double FailoverThreshold(HealthOptions health, TopologyOptions topology) =>
        Math.Max(topology.FailoverThreshold ?? health.PanicThreshold, health.FailClosed ? health.PanicThreshold : 0);

    /// <summary>What the panicking tiers would get goes to the others.</summary>
    private static List<TierLoad> WithoutPanic(List<TierLoad> loads)
    {
        var well = loads.FindAll(load => !load.IsPanicking);
        var share = well.Sum(load => load.Share);
        return well.ConvertAll(load => load with { Share = load.Share / share });
    }

    private static Endpoint[]? AnyOf(Endpoint[] endpoints) => endpoints.Length > 0 ? endpoints : null;
}
