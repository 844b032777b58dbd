using Balancing.Planning;

namespace Balancing.Tests.Planning;

/// <summary>What a tier cannot bear spills over, as with Envoy's priority levels.</summary>
public sealed class GradualFailoverTests
{
    private const double Factor = 1.4, PanicThreshold = 0.5;

    /// <summary>
    /// Of 20 endpoints each, so that Envoy's health in percent, 7 per endpoint, is whole, and the only difference is that it cuts each tier's load to whole percent
    /// and gives what is left to the first: less than 1 % for each tier.
    /// </summary>
    [Theory]
    [InlineData(new[] { 20, 20 }, new[] { 100, 0 })]
    [InlineData(new[] { 15, 20 }, new[] { 100, 0 })]
    [InlineData(new[] { 10, 10 }, new[] { 70, 30 })]
    [InlineData(new[] { 5, 20 }, new[] { 35, 65 })]
    [InlineData(new[] { 5, 5 }, new[] { 50, 50 })]
    [InlineData(new[] { 1, 13 }, new[] { 8, 92 })]
    [InlineData(new[] { 0, 20 }, new[] { 0, 100 })]
    [InlineData(new[] { 10, 0 }, new[] { 100, 0 })]
    [InlineData(new[] { 5, 5, 20 }, new[] { 35, 35, 30 })]
    [InlineData(new[] { 20, 0, 0 }, new[] { 100, 0, 0 })]
    public void Loads_AreEnvoys_WithinThePercentThatItCuts(int[] healthy, int[] percent)
    {
        Assert.Equal(percent, Envoy(healthy, 20));
        AssertShares(percent, healthy);
    }

    [Fact]
    public void Loads_AreEnvoys_WhateverTheHealth()
    {
        for (var all = 1; all < 21 * 21 * 21; all++)
        {
            int[] healthy = [all % 21, all / 21 % 21, all / 441];
            AssertShares(Envoy(healthy, 20), healthy);
        }
    }

    /// <summary>As long as all together can bear everything, nobody panics, however few are well in one tier.</summary>
    [Theory]
    [InlineData(new[] { 1, 20 }, new[] { false, false })]
    [InlineData(new[] { 5, 5 }, new[] { true, true })]
    [InlineData(new[] { 5, 9 }, new[] { true, true })]
    [InlineData(new[] { 4, 10 }, new[] { true, false })]
    [InlineData(new[] { 10, 4 }, new[] { false, true })]
    public void Tiers_Panic_WhereAllTogetherAreTooWeak(int[] healthy, bool[] expected) =>
        Assert.Equal(expected, Share(healthy).Select(load => load.IsPanicking));

    /// <summary>Envoy would share by the number of hosts, 25 to 75. Here a tier that gets better never gets less, also at the edge between panic and calm.</summary>
    [Fact]
    public void InATotalPanic_LoadsGoByHealth_NotByHosts()
    {
        var loads = GradualFailover.Share([new TierHealth(0, 4, 1), new TierHealth(1, 12, 3)], Factor, PanicThreshold);
        Assert.All(loads, load => Assert.Equal((0.5, true), (load.Share, load.IsPanicking)));
    }

    [Fact]
    public void WhereNobodyIsHealthy_LoadsGoByTheNumberOfEndpoints()
    {
        var loads = GradualFailover.Share([new TierHealth(0, 4, 0), new TierHealth(2, 12, 0)], Factor, PanicThreshold);
        Assert.Equal([new TierLoad(0, 0.25, true), new TierLoad(2, 0.75, true)], loads);
    }

    /// <summary>0.7 + 0.3 is not quite 1 in floating point. What is left is no reason to wake a tier: it would get a picker, and trials of its sick endpoints.</summary>
    [Theory]
    [InlineData(7, 3, 10)]
    [InlineData(8, 2, 10)]
    [InlineData(9, 1, 10)]
    [InlineData(2, 1, 3)]
    public void ATier_GetsNothing_FromAnErrorOfRounding(int first, int second, int of)
    {
        var loads = GradualFailover.Share([new TierHealth(0, of, first), new TierHealth(1, of, second), new TierHealth(2, 5, 5)], 1, PanicThreshold);
        Assert.Equal([0, 1], loads.Select(load => load.Priority));
        Assert.Equal(1, loads.Sum(load => load.Share), 1e-12);
    }

    [Fact]
    public void EachTierInUse_IsAGroup_AndTheOthersAreTheReserve()
    {
        Endpoint[] endpoints = [.. Plans.Tier(0, 10, sick: 5), .. Plans.Tier(1, 10, sick: 0), .. Plans.Tier(2, 3, sick: 0)];
        var plan = Plans.Plan(endpoints, new TopologyOptions { Failover = FailoverMode.Gradual });
        Assert.Equal([(0, 5), (1, 10)], plan.ForAll!.Groups.Select(group => (group.Key.Priority, group.Endpoints.Count)));
        Assert.Equal(endpoints[20..], plan.ForAll.Reserve!);
        Assert.False(plan.IsPanicking);
    }

    /// <summary>In one tier's panic the others' health still counts. Failing closed leaves the panicking tier out, and its share to the others.</summary>
    [Theory]
    [InlineData(false, 24)]
    [InlineData(true, 10)]
    public void OneTiersPanic_IsItsOwn(bool failClosed, int used)
    {
        Endpoint[] endpoints = [.. Plans.Tier(0, 20, sick: 10), .. Plans.Tier(1, 14, sick: 12)];
        var plan = Plans.Plan(endpoints, new TopologyOptions { Failover = FailoverMode.Gradual }, new HealthOptions { FailClosed = failClosed });
        Assert.Equal(used, plan.ForAll!.All.Count);
        Assert.True(plan.IsPanicking);
        Assert.Equal([false, true], plan.Tiers.Select(tier => tier.IsPanicking));
        Assert.Equal(1, plan.Tiers.Sum(tier => tier.Share), 1e-12);
    }

    private static List<TierLoad> Share(int[] healthy) => GradualFailover.Share([.. healthy.Select((count, tier) => new TierHealth(tier, 20, count))], Factor, PanicThreshold);

    private static void AssertShares(int[] percent, int[] healthy)
    {
        var shares = new double[healthy.Length];
        foreach (var load in Share(healthy)) shares[load.Priority] = load.Share;
        for (var i = 0; i < percent.Length; i++) Assert.InRange(shares[i], (percent[i] - percent.Length) / 100.0, (percent[i] + percent.Length) / 100.0);
    }

    /// <summary>The documented arithmetic, in whole percent, without degraded hosts; in a total panic by health.</summary>
    private static int[] Envoy(int[] healthy, int hosts)
    {
        var health = Array.ConvertAll(healthy, count => Math.Min(100, 140 * count / hosts));
        var total = Math.Min(100, health.Sum());
        var left = 100;
        var loads = new int[healthy.Length];
        for (var i = 0; i < loads.Length; i++) left -= loads[i] = Math.Min(left, health[i] * 100 / total);
        loads[Array.FindIndex(health, percent => percent > 0)] += left;
        return loads;
    }
}
