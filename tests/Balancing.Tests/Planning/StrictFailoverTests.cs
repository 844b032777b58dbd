using Balancing.Planning;
using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>One tier at a time: away at once, back only when the tier has been well for a while.</summary>
public sealed class StrictFailoverTests
{
    private static readonly TierHealth Well = new(0, 4, 4), Sick = new(0, 4, 1);

    private readonly Dictionary<int, TierHealth> _tiers = [];
    private TierMemory _memory = TierMemory.None;

    [Fact]
    public void WithoutMemory_TheFirstWellTier_IsUsedAtOnce()
    {
        Set(Well, Well);
        Assert.Equal((0, null), At(0));
        _memory = TierMemory.None;
        Set(Sick, Well, Well);
        Assert.Equal((1, null), At(1));
    }

    [Fact]
    public void TrafficReturns_AfterTheDelay_AndNotBefore()
    {
        Set(Well, Well);
        Assert.Equal((0, null), At(0));
        Set(Sick, Well);
        Assert.Equal((1, null), At(10));
        Set(Well, Well);
        Assert.Equal((1, 50), At(20));
        Assert.Equal((1, 50), At(49.9));
        Assert.Equal((0, null), At(50));
    }

    [Fact]
    public void ATierThatFailsInBetween_BeginsItsTimeAnew()
    {
        Set(Sick, Well);
        Assert.Equal((1, null), At(0));
        Set(Well, Well);
        Assert.Equal((1, 40), At(10));
        Set(Sick, Well);
        Assert.Equal((1, null), At(39));
        Set(Well, Well);
        Assert.Equal((1, 69.5), At(39.5));
        Assert.Equal((1, 69.5), At(40));
        Assert.Equal((0, null), At(69.5));
    }

    [Fact]
    public void IfTheTierInUseFails_TheOneBeforeIt_IsUsedAtOnce()
    {
        Set(Sick, Well);
        Assert.Equal((1, null), At(0));
        Set(Well, Well);
        Assert.Equal((1, 40), At(10));
        Set(Well, Sick);
        Assert.Equal((0, null), At(11));
    }

    [Fact]
    public void OfThreeTiers_EachHasItsOwnTime()
    {
        Set(Sick, Sick, Well);
        Assert.Equal((2, null), At(0));
        Set(Sick, Well, Well);
        Assert.Equal((2, 40), At(10));
        Set(Well, Well, Well);
        Assert.Equal((2, 40), At(25));
        Assert.Equal((1, 55), At(40));
        Assert.Equal((0, null), At(55));
    }

    [Fact]
    public void OfThreeTiers_TheFirstThatIsDue_IsTaken()
    {
        Set(Sick, Sick, Well);
        Assert.Equal((2, null), At(0));
        Set(Well, Well, Well);
        Assert.Equal((2, 40), At(10));
        Assert.Equal((0, null), At(40));
    }

    [Fact]
    public void ATierThatHasGone_IsLeftAtOnce_AndANewOneBeforeTheOneInUseWaits()
    {
        _tiers[2] = Well;
        Assert.Equal((2, null), At(0));
        _tiers[1] = Well;
        Assert.Equal((2, 35), At(5));
        _tiers.Remove(2);
        Assert.Equal((1, null), At(6));
    }

    [Fact]
    public void WhereNoTierIsWell_TheHealthiestIsUsed_AndLeftAtOnceForOneThatIs()
    {
        Set(new TierHealth(0, 10, 1), new TierHealth(0, 10, 4), new TierHealth(0, 10, 4));
        Assert.Equal((1, null), At(0));
        Set(Well, new TierHealth(0, 10, 4), Well);
        Assert.Equal((0, null), At(1));
    }

    [Fact]
    public void WithoutADelay_TrafficReturnsAtOnce()
    {
        var (_, memory, _) = StrictFailover.Choose([Sick, Well with { Priority = 1 }], 0.5, TimeSpan.Zero, TimeSpan.Zero, TierMemory.None);
        Assert.Equal(1, memory.InUse);
        Assert.Equal(0, StrictFailover.Choose([Well, Well with { Priority = 1 }], 0.5, TimeSpan.Zero, TimeSpan.Zero, memory).Tier);
    }

    /// <summary>A server that comes and goes: everybody leaves it once, and comes back once.</summary>
    [Fact]
    public void AFlappingTier_MovesEverybodyTwice()
    {
        var time = new FakeTimeProvider();
        using var cluster = new Cluster("test", new StaticResolver(Plans.Description(0), Plans.Description(1, tier: 1)), LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = time });
        var (active, used) = (cluster.Endpoints[0], new List<Endpoint>());
        for (var second = 0; second < 300; second++)
        {
            // Up for 7 seconds, down for 7, and from the 100th second on up for good.
            active.Status.FailsChecks = second < 100 && second / 7 % 2 == 1;
            cluster.LoadBalancer = LoadBalancer.RoundRobin();
            time.Advance(TimeSpan.FromSeconds(1));
            used.Add(cluster.Begin().Endpoint);
        }

        Assert.Equal(2, used.Zip(used.Skip(1)).Count(pair => pair.First != pair.Second));

        // It was down for the last time in second 97, and seen to be up at second 98.
        Assert.Same(active, used[^1]);
        Assert.Equal(98 + 30, used.LastIndexOf(cluster.Endpoints[1]) + 1, 1.0);
    }

    /// <summary>Nothing happens in the cluster when the delay is over but the clock.</summary>
    [Fact]
    public void TheDelay_EndsByItself()
    {
        var time = new FakeTimeProvider();
        using var cluster = new Cluster("test", new StaticResolver(Plans.Description(0), Plans.Description(1, tier: 1)), LoadBalancer.RoundRobin(), new ClusterOptions
        {
            TimeProvider = time,
            Topology = new TopologyOptions { FailbackDelay = TimeSpan.FromMinutes(2) },
        });
        _ = cluster.Drain(cluster.Endpoints[0]);
        Assert.Same(cluster.Endpoints[1], cluster.Begin().Endpoint);
        cluster.Ready(cluster.Endpoints[0]);
        time.Advance(TimeSpan.FromSeconds(119.9));
        Assert.Same(cluster.Endpoints[1], cluster.Begin().Endpoint);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Same(cluster.Endpoints[0], cluster.Begin().Endpoint);
    }

    private void Set(params TierHealth[] tiers)
    {
        for (var i = 0; i < tiers.Length; i++) _tiers[i] = tiers[i];
    }

    /// <summary>The tier at that second, and the second of the next change.</summary>
    private (int Tier, double? Next) At(double second)
    {
        TierHealth[] tiers = [.. _tiers.OrderBy(tier => tier.Key).Select(tier => tier.Value with { Priority = tier.Key })];
        (var tier, _memory, var next) = StrictFailover.Choose(tiers, 0.5, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(second), _memory);
        Assert.Equal(tier, _memory.InUse);
        return (tier, next?.TotalSeconds);
    }
}
