namespace Balancing.Planning;

/// <summary>Decides, as a pure function, which endpoints may be chosen and with what effective weight.</summary>
internal static class EligibilityPlanner
{
    public static EligibilityPlan Plan(ReadOnlySpan<Endpoint> endpoints, HealthOptions options, TimeSpan now, StateSlots sharedState)
    {
        var weighted = new List<Endpoint>(endpoints.Length);
        var usable = new List<Endpoint>(endpoints.Length);
        var healthy = new List<Endpoint>(endpoints.Length);
        var draining = new List<Endpoint>();
        var probing = new List<Endpoint>();
        TimeSpan? nextChange = null;
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Weight == 0) continue;
            weighted.Add(endpoint);
            var state = endpoint.Status.StateAt(now);
            (state == HealthState.Draining ? draining : usable).Add(endpoint);
            if (state == HealthState.Healthy) healthy.Add(endpoint);
            if (state == HealthState.Probing) probing.Add(endpoint);
            if (state == HealthState.Throttled) nextChange = Earlier(nextChange, endpoint.Status.ThrottledUntil);
            nextChange = Earlier(nextChange, SlowStartRamp.NextStep(options.SlowStart, endpoint.Status.GrowsSince, now));
        }

        if (!options.DrainingKeepsAffinity) draining.Clear();
        if (usable.Count == 0)
            return new EligibilityPlan(null) { EligibleForKeys = draining.Count > 0 ? SetOf(draining) : null, NoEndpointReason = NoEndpointReason.AllDraining, NextChange = nextChange };

        // One tier is used: the others are as if they were not there, but for those above that are waiting for their trial.
        if (TierToUse(usable, healthy, options.PanicThreshold) is { } tier)
        {
            foreach (var list in new[] { weighted, usable, healthy, draining }) list.RemoveAll(endpoint => endpoint.Priority != tier);
            probing.RemoveAll(endpoint => endpoint.Priority > tier);
        }

        var panic = healthy.Count == 0 || healthy.Count < options.PanicThreshold * usable.Count;
        if (panic && options.FailClosed)
            return new EligibilityPlan(null) { NoEndpointReason = NoEndpointReason.AllUnhealthy, IsPanicking = true, Probing = AnyOf(probing), NextChange = nextChange };

        var eligible = panic ? usable : healthy;
        return new EligibilityPlan(SetOf(eligible))
        {
            EligibleForKeys = draining.Count > 0 ? SetOf([.. eligible, .. draining]) : null,
            Probing = panic ? null : AnyOf(probing),
            IsPanicking = panic,
            NextChange = nextChange,
        };

        EndpointSet SetOf(List<Endpoint> chosen) => new(
            [.. chosen],
            [.. chosen.Select(endpoint => endpoint.Weight * SlowStartRamp.Factor(options.SlowStart, endpoint.Status.GrowsSince, now))],
            sharedState,
            [.. chosen.Select(endpoint => endpoint.Weight)])
        {
            Unavailable = chosen.Count == weighted.Count ? [] : [.. weighted.Except(chosen)],
        };
    }

    /// <summary>The first tier that is healthy enough, or else the healthiest; <see langword="null"/> if there is only one.</summary>
    private static int? TierToUse(List<Endpoint> usable, List<Endpoint> healthy, double threshold)
    {
        var first = usable[0].Priority;
        if (usable.TrueForAll(endpoint => endpoint.Priority == first)) return null;

        var wellByTier = healthy.CountBy(endpoint => endpoint.Priority).ToDictionary();
        var (best, bestShare) = (0, -1.0);
        foreach (var (tier, count) in usable.CountBy(endpoint => endpoint.Priority).OrderBy(pair => pair.Key))
        {
            var share = wellByTier.GetValueOrDefault(tier) / (double)count;
            if (share > 0 && share >= threshold) return tier;
            if (share > bestShare) (best, bestShare) = (tier, share);
        }

        return best;
    }

    /// <summary>The earlier of two times, where there are any.</summary>
    public static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;

    private static Endpoint[]? AnyOf(List<Endpoint> endpoints) => endpoints.Count > 0 ? [.. endpoints] : null;
}
