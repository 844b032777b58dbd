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

    /// <summary>The earlier of two times, where there are any.</summary>
    public static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;

    private static Endpoint[]? AnyOf(List<Endpoint> endpoints) => endpoints.Count > 0 ? [.. endpoints] : null;
}
