using Balancing.Planning;

namespace Balancing.Tests.Planning;

/// <summary>What the tests of plans share: endpoints in any state, plans of them, and who gets what by a plan.</summary>
internal static class Plans
{
    /// <summary>Until when throttled endpoints are spared.</summary>
    public static readonly TimeSpan SparedUntil = TimeSpan.FromMinutes(10);

    public static EndpointDescription Description(int number, int tier = 0, string? zone = null, double weight = 1) =>
        new(EndpointSets.Address(number)) { Priority = tier, Zone = zone, Weight = weight };

    public static Endpoint Endpoint(int number, int tier = 0, string? zone = null, double weight = 1, HealthState state = HealthState.Healthy)
    {
        var endpoint = new Endpoint(Description(number, tier, zone, weight));
        Put(endpoint, state);
        return endpoint;
    }

    /// <summary>As many endpoints of a tier, the first of which are sick.</summary>
    public static Endpoint[] Tier(int tier, int count, int sick, string? zone = null) =>
        [.. Enumerable.Range(0, count).Select(i => Endpoint((tier * 1_000) + i, tier, zone, state: i < sick ? HealthState.Unhealthy : HealthState.Healthy))];

    /// <summary>As many endpoints of a zone, the first of which are sick.</summary>
    public static Endpoint[] Zone(string? zone, int count, int sick = 0, double weight = 1)
    {
        var from = ((zone ?? "").Sum(letter => letter) + 1) * 100;
        return [.. Enumerable.Range(from, count).Select(i => Endpoint(i, 0, zone, weight, i - from < sick ? HealthState.Unhealthy : HealthState.Healthy))];
    }

    public static void Put(Endpoint endpoint, HealthState state)
    {
        endpoint.Status.IsDraining = state == HealthState.Draining;
        endpoint.Status.FailsChecks = state == HealthState.Unhealthy;
        endpoint.Status.IsEjected = state == HealthState.Ejected;
        endpoint.Status.IsProbing = state == HealthState.Probing;
        if (state == HealthState.Throttled) endpoint.Status.Throttle(SparedUntil, TimeSpan.Zero);
    }

    public static EligibilityPlan Plan(Endpoint[] endpoints, TopologyOptions? topology = null, HealthOptions? health = null, TimeSpan now = default, TierMemory? memory = null) =>
        EligibilityPlanner.Plan(endpoints, new PlanInput(health ?? new HealthOptions(), topology ?? new TopologyOptions(), 0, now, memory ?? TierMemory.None, "", _ => new StateSlots()));

    /// <summary>What each tier gets, also those that get nothing.</summary>
    public static Dictionary<int, double> TierShares(EligibilityPlan plan) => plan.Tiers.ToDictionary(tier => tier.Health.Priority, tier => tier.Share);

    /// <summary>What each zone gets of all tiers; <c>""</c> for endpoints without one.</summary>
    public static Dictionary<string, double> ZoneShares(EligibilityPlan plan) =>
        plan.ForAll!.Groups.GroupBy(group => group.Key.Zone ?? "*", group => group.Share).ToDictionary(zone => zone.Key, zone => zone.Sum());

    /// <summary>What each endpoint gets, as a share of all requests.</summary>
    public static Dictionary<Endpoint, double> Shares(PlannedSelection selection)
    {
        var shares = new Dictionary<Endpoint, double>();
        foreach (var group in selection.Groups)
        {
            var total = group.Endpoints.Weights.ToArray().Sum();
            for (var i = 0; i < group.Endpoints.Count; i++) shares[group.Endpoints[i]] = group.Share * group.Endpoints.Weights[i] / total;
        }

        return shares;
    }
}
