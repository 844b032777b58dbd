using Balancing.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Planning;

/// <summary>Any fleet in any state, with any settings, as <see cref="PlanProperties"/> needs it.</summary>
internal sealed record PlanStory(PlanStory.Member[] Members, TopologyOptions Topology, HealthOptions Health, TierMemory Memory)
{
    public const string LocalZone = "a";

    public static readonly TimeSpan Now = TimeSpan.FromMinutes(5);

    private static readonly Gen<Member> OfMember =
        from tier in Gen.Choose(0, 3)
        from zone in Gen.Elements(null, "a", "b", "c")
        from weight in Gen.Elements(1.0, 1.0, 1.0, 2.0, 5.0, 0.5, 0.0)
        from state in Gen.Frequency((8, Gen.Constant(HealthState.Healthy)), (5, Gen.Elements(HealthState.Ejected, HealthState.Unhealthy, HealthState.Throttled, HealthState.Draining, HealthState.Probing)))
        select new Member(tier, zone, weight, state);

    private static readonly Gen<TopologyOptions> OfTopology =
        from mode in Gen.Elements(FailoverMode.Strict, FailoverMode.Gradual)
        from threshold in Gen.Elements<double?>(null, null, 0.3, 0.8)
        from factor in Gen.Elements(1, 1.4, 3)
        from zones in Gen.Choose(0, 4)
        select new TopologyOptions
        {
            Failover = mode,
            FailoverThreshold = threshold,
            OverprovisioningFactor = factor,
            LocalZone = zones is 1 or 2 ? LocalZone : zones == 3 ? "far" : null,
            ClientShares = zones == 2 ? new Dictionary<string, double> { ["a"] = 5, ["b"] = 2, ["elsewhere"] = 1 } : [],
            ZoneWeights = zones == 4 ? new Dictionary<string, double> { ["a"] = 3, ["b"] = 1 } : [],
        };

    private static readonly Gen<HealthOptions> OfHealth =
        from threshold in Gen.Elements(0, 0.5, 0.5, 0.9, 1)
        from closed in Gen.Elements(false, false, true)
        from keeps in Gen.Elements(false, true)
        select new HealthOptions { PanicThreshold = threshold, FailClosed = closed, DrainingKeepsAffinity = keeps };

    private static readonly Gen<TierMemory> OfMemory =
        from inUse in Gen.Choose(-1, 3)
        from well in Gen.Choose(-1, 3)
        from ago in Gen.Elements(0, 10, 29, 30, 60)
        select new TierMemory(inUse < 0 ? null : inUse, well < 0 || well >= inUse ? new Dictionary<int, TimeSpan>() : new Dictionary<int, TimeSpan> { [well] = Now - TimeSpan.FromSeconds(ago) });

    public static readonly Arbitrary<PlanStory> Any = (
        from count in Gen.Choose(1, 40)
        from members in OfMember.ArrayOf(count)
        from topology in OfTopology
        from health in OfHealth
        from memory in OfMemory
        select new PlanStory(members, topology, health, memory)).ToArbitrary();

    public Endpoint[] Endpoints() => [.. Members.Select((member, i) => Plans.Endpoint(i, member.Tier, member.Zone, member.Weight, member.State))];

    public EligibilityPlan Plan(Endpoint[] endpoints, TimeSpan? now = null, TierMemory? memory = null) => Plans.Plan(endpoints, Topology, Health, now ?? Now, memory ?? Memory);

    public override string ToString() =>
        $"{string.Join<Member>(' ', Members)}\n{Topology} clients: {Topology.ClientShares.Count}, zone weights: {Topology.ZoneWeights.Count}\n{Health}\n{Memory.InUse}, well: {string.Join(' ', Memory.WellSince)}";

    /// <summary>One endpoint.</summary>
    internal readonly record struct Member(int Tier, string? Zone, double Weight, HealthState State)
    {
        public override string ToString() => $"{Tier}{Zone}{Weight}{State}";
    }
}
