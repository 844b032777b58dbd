using Balancing.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Planning;

/// <summary>Whatever the fleet, its health and the settings, a plan keeps these promises.</summary>
public sealed class PlanProperties
{
    /// <summary>The least share there can be by the formulas with these weights is above 10⁻⁵: less is an error of rounding, for which nobody should make a picker or watch an endpoint.</summary>
    private const double Dust = 1e-6;

    [Fact]
    public void Shares_ArePositive_AndAddUpToOne() => Check((_, plan) =>
    {
        foreach (var selection in new[] { plan.ForAll, plan.ForKeys })
        {
            if (selection is null) continue;
            Assert.Equal(1, selection.Groups.Sum(group => group.Share), 1e-9);
            Assert.All(selection.Groups, group => Assert.InRange(group.Share, Dust, 1 + 1e-9));
            Assert.All(selection.Groups, group => Assert.All(group.Endpoints.Weights.ToArray(), weight => Assert.InRange(weight, double.Epsilon, double.MaxValue)));
            Assert.Equal(selection.Groups.Count, selection.Groups.Select(group => group.Key).Distinct().Count());
            Assert.Equal(selection.All.Count, selection.All.Distinct().Count());
            Assert.Equal(selection.Groups.Sum(group => group.Endpoints.Count), selection.All.Count);
            var shares = Plans.Shares(selection);
            for (var i = 0; i < selection.All.Count; i++) Assert.Equal(shares[selection.All[i]], selection.All.Weights[i] / selection.All.Weights.ToArray().Sum(), 1e-9);
        }
    });

    [Fact]
    public void ThereIsSomebody_UnlessAllAreDrained_OrTheClusterFailsClosed() => Check((story, plan) =>
    {
        if (story.Members.Any(member => member.Weight > 0 && member.State != HealthState.Draining)) Assert.True(plan.ForAll is not null || (story.Health.FailClosed && plan.IsPanicking));
        else Assert.Equal((null, NoEndpointReason.AllDraining), (plan.ForAll, plan.NoEndpointReason));
    });

    [Fact]
    public void NobodyDrained_IsChosenWithoutAKey_AndNobodySick_ButInAPanic() => Check((_, plan) =>
    {
        if (plan.ForAll is null) return;
        var panicking = plan.Tiers.Where(tier => tier.IsPanicking).Select(tier => tier.Health.Priority).ToHashSet();
        Assert.All(plan.ForAll.All, endpoint =>
        {
            Assert.True(endpoint.Weight > 0);
            Assert.NotEqual(HealthState.Draining, endpoint.Status.StateAt(PlanStory.Now));
            if (!panicking.Contains(endpoint.Priority)) Assert.Equal(HealthState.Healthy, endpoint.Status.StateAt(PlanStory.Now));
        });
        if (plan.ForAll.Reserve is not { } reserve) return;
        Assert.All(reserve, endpoint => Assert.Equal(HealthState.Healthy, endpoint.Status.StateAt(PlanStory.Now)));
        Assert.Empty(reserve.Intersect(plan.ForAll.All));
    });

    /// <summary>
    /// All that are well in a tier that gets something are used, but those of a zone that gets nothing by the formula: where the local zone bears its clients' whole share,
    /// the others; where it does not, others without capacity to spare; and zones of weight 0 beside such as have one. In a panic all are used.
    /// </summary>
    [Fact]
    public void NobodyWell_Starves() => Check((story, plan) =>
    {
        if (plan.ForAll is null) return;
        foreach (var tier in plan.Tiers.Where(tier => tier.Share > 0))
        {
            var members = story.Members.Where(member => member.Tier == tier.Health.Priority && member.Weight > 0 && member.State != HealthState.Draining).ToArray();
            var expected = members.Count(member => tier.IsPanicking || (member.State == HealthState.Healthy && ZoneOracle.IsUsed(story, members, member.Zone)));
            Assert.Equal(expected, plan.ForAll.All.Count(endpoint => endpoint.Priority == tier.Health.Priority));
        }
    });

    /// <summary>Not where the cluster fails closed: there the end of one tier's panic takes requests from all others.</summary>
    [Fact]
    public void MoreHealth_NeverMeansLessTraffic() => Check((story, plan) =>
    {
        if (story.Health.FailClosed) return;
        var before = Plans.TierShares(plan);
        for (var i = 0; i < story.Members.Length; i++)
        {
            var member = story.Members[i];
            if (member.State is HealthState.Healthy or HealthState.Draining || member.Weight == 0) continue;
            var better = story with { Members = [.. story.Members.Select((other, at) => at == i ? other with { State = HealthState.Healthy } : other)] };
            var after = Plans.TierShares(better.Plan(better.Endpoints()));
            Assert.InRange(after[member.Tier], before[member.Tier] - 1e-9, 1 + 1e-9);

            // Strict: everybody stays, or comes to the tier that is better now. If that is the one in use, and it is well now, it is not left without a delay.
            if (story.Topology.Failover == FailoverMode.Strict && member.Tier != story.Memory.InUse) Assert.True(after[member.Tier] == 1 || before.All(tier => after[tier.Key] == tier.Value));
        }
    });

    [Fact]
    public void APlan_IsPure() => Check((story, plan) => AssertSame(plan, story.Plan(story.Endpoints())));

    [Fact]
    public void TimeAlone_ChangesNothing_ButWhenItIsAnnounced() => Check((story, plan) =>
    {
        var endpoints = story.Endpoints();
        foreach (var later in new[] { PlanStory.Now + TimeSpan.FromSeconds(1), PlanStory.Now + TimeSpan.FromSeconds(25), PlanStory.Now + TimeSpan.FromHours(3) })
        {
            var until = plan.NextChange is { } change && change <= later ? change - TimeSpan.FromTicks(1) : later;
            AssertSame(plan, story.Plan(endpoints, until, plan.Memory));
        }

        // What is announced is true: somebody is spared no longer, or an earlier tier takes over or comes one step nearer to it.
        if (plan.NextChange is not { } next || next == Plans.SparedUntil) return;
        var changed = story.Plan(endpoints, next, plan.Memory);
        Assert.True(changed.Memory.InUse < plan.Memory.InUse, "Nothing happened when it was announced.");
    });

    [Fact]
    public void WhereAllAreWell_InOneTierWithoutZones_ThereIsOneGroupWithTheirWeights() => Prop.ForAll(PlanStory.Any, story =>
    {
        var plain = story with
        {
            Members = [.. story.Members.Select(member => member with { Tier = 0, State = HealthState.Healthy, Weight = member.Weight + 1 })],
            Topology = story.Topology with { LocalZone = null, ZoneWeights = [] },
        };
        var plan = plain.Plan(plain.Endpoints());
        var only = Assert.Single(plan.ForAll!.Groups);
        Assert.Equal(1, only.Share);
        Assert.Equal(plain.Members.Select(member => member.Weight), only.Endpoints.Weights.ToArray());
        Assert.Same(only.Endpoints, plan.ForAll.All);
        Assert.Equal((null, null, null, false), (plan.ForAll.Reserve, plan.ForKeys, plan.NextChange, plan.IsPanicking));
    }).QuickCheckThrowOnFailure();

    private static void Check(Action<PlanStory, EligibilityPlan> check) => Prop.ForAll(PlanStory.Any, story => check(story, story.Plan(story.Endpoints()))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void AssertSame(EligibilityPlan one, EligibilityPlan other)
    {
        Assert.Equal(Describe(one.ForAll), Describe(other.ForAll));
        Assert.Equal(Describe(one.ForKeys), Describe(other.ForKeys));
        Assert.Equal(one.Tiers, other.Tiers);
        Assert.Equal(Names(one.Probing), Names(other.Probing));
        Assert.Equal((one.IsPanicking, one.NoEndpointReason, one.NextChange, one.Memory.InUse), (other.IsPanicking, other.NoEndpointReason, other.NextChange, other.Memory.InUse));
        Assert.Equal(one.Memory.WellSince, other.Memory.WellSince);
    }

    private static string Describe(PlannedSelection? selection) => selection is null ? "nobody" : string.Join(
        " | ",
        selection.Groups.Select(group => $"{group.Key} {group.Share:R} {Names(group.Endpoints)} {string.Join(',', group.Endpoints.Weights.ToArray())} {Names(group.Endpoints.Unavailable)}").Append(Names(selection.Reserve)));

    private static string Names(IEnumerable<Endpoint>? endpoints) => endpoints is null ? "-" : string.Join(' ', endpoints);
}
