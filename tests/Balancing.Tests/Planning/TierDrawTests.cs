using Balancing.Tests.Hashing;

namespace Balancing.Tests.Planning;

/// <summary>Which tier or zone a request comes to: by the shares, and with a key always to the same, as long as the shares stay.</summary>
public sealed class TierDrawTests
{
    private const int Keys = 60_000;

    private static readonly TopologyOptions Tiers = new() { Failover = FailoverMode.Gradual }, Zones = new() { LocalZone = "a" };

    public static TheoryData<string> Strategies => [BalancingStrategies.Rendezvous, BalancingStrategies.Maglev, BalancingStrategies.RingHash];

    /// <summary>20 endpoints in the first tier: 100 %, 70 %, 56 %, 56 % once more, 0 % stay there.</summary>
    [Theory]
    [MemberData(nameof(Strategies))]
    public void ASpill_MovesOnlyTheKeysThatAreTooMany(string strategy)
    {
        Endpoint[] endpoints = [.. Plans.Tier(0, 20, 0), .. Plans.Tier(1, 10, 0)];
        AssertMoves(strategy, endpoints, Tiers, [0, 10, 12, 12, 20], endpoint => $"{endpoint.Priority}", "0");
    }

    /// <summary>10 endpoints per zone: 100 %, 60 %, 39 % stay in the local one, and 0 %.</summary>
    [Theory]
    [MemberData(nameof(Strategies))]
    public void ZonesTakeOver_OnlyTheKeysThatAreTooMany(string strategy)
    {
        Endpoint[] endpoints = [.. Plans.Zone("a", 10), .. Plans.Zone("b", 10), .. Plans.Zone("c", 10)];
        AssertMoves(strategy, endpoints, Zones, [0, 5, 7, 7, 10], endpoint => endpoint.Zone!, "a");
    }

    [Fact]
    public void KeysReturn_WhereTheyWere()
    {
        Endpoint[] endpoints = [.. Plans.Tier(0, 20, 0), .. Plans.Tier(1, 10, 0)];
        var before = Map(BalancingStrategies.Rendezvous, endpoints, Tiers);
        PutSick(endpoints, 13);
        Assert.NotEqual(before, Map(BalancingStrategies.Rendezvous, endpoints, Tiers));
        PutSick(endpoints, 0);
        Assert.Equal(before, Map(BalancingStrategies.Rendezvous, endpoints, Tiers));
    }

    /// <summary>
    /// Were the two draws one, the keys of a tier would be those of some of its endpoints. So among those that come to a tier, each of its k endpoints has as many, as a χ² statistic of k − 1
    /// degrees of freedom says, for which P(χ² ≥ d + 2√(dL) + 2L) ≤ e^−L (Laurent and Massart, "Adaptive estimation of a quadratic functional", 2000, lemma 1); with hundreds of keys or more per
    /// endpoint the counts are as good as normal. Maglev's own unevenness, one slot in 6,500, adds less than 0.01.
    /// </summary>
    [Theory]
    [InlineData(BalancingStrategies.Rendezvous, 10)]
    [InlineData(BalancingStrategies.Maglev, 10)]
    [InlineData(BalancingStrategies.Rendezvous, 14)]
    [InlineData(BalancingStrategies.Maglev, 14)]
    [InlineData(BalancingStrategies.Rendezvous, 6)]
    [InlineData(BalancingStrategies.Maglev, 6)]
    public void WhichTier_SaysNothingAboutWhichEndpoint(string strategy, int sick)
    {
        Endpoint[] endpoints = [.. Plans.Tier(0, 20, 0), .. Plans.Tier(1, 10, 0)];
        PutSick(endpoints, sick);
        foreach (var tier in Map(strategy, endpoints, Tiers).GroupBy(endpoint => endpoint.Priority))
        {
            var counts = tier.CountBy(endpoint => endpoint).Select(pair => pair.Value).ToArray();
            var members = endpoints.Count(endpoint => endpoint.Priority == tier.Key && !endpoint.Status.FailsChecks);
            Assert.Equal(members, counts.Length);
            var expected = (double)counts.Sum() / members;
            var (statistic, l) = (counts.Sum(count => (count - expected) * (count - expected) / expected), Math.Log(2 / Chance.FalseAlarm));
            Assert.InRange(statistic, 0, members - 1 + (2 * Math.Sqrt((members - 1) * l)) + (2 * l));
        }
    }

    /// <summary>As <see cref="Chance.Deviation"/> allows.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(19)]
    public void RequestsWithoutAKey_FollowTheShares(int sick)
    {
        Endpoint[] endpoints = [.. Plans.Tier(0, 20, 0), .. Plans.Tier(1, 20, 9), .. Plans.Tier(2, 2, 0)];
        PutSick(endpoints, sick);
        var plan = Plans.Plan(endpoints, Tiers);
        var (selection, random) = (new Selection(plan.ForAll!, LoadBalancer.RoundRobin()), new Random(1));
        var counts = Enumerable.Range(0, Keys).CountBy(_ => selection.Draw(default, random).Endpoints[0].Priority).ToDictionary();
        foreach (var (tier, share) in Plans.TierShares(plan))
        {
            var allowed = Chance.Deviation(Keys, share, 3);
            Assert.InRange(counts.GetValueOrDefault(tier), share == 0 ? 0 : (Keys * share) - allowed, share == 0 ? 0 : (Keys * share) + allowed);
        }
    }

    /// <summary>With more and more of the first endpoints sick, compares every key before and after.</summary>
    private static void AssertMoves(string strategy, Endpoint[] endpoints, TopologyOptions topology, int[] sick, Func<Endpoint, string> groupOf, string first)
    {
        Endpoint[]? before = null;
        var shareBefore = 1.0;
        foreach (var count in sick)
        {
            PutSick(endpoints, count);
            var after = Map(strategy, endpoints, topology);
            var share = Plans.Shares(Plans.Plan(endpoints, topology).ForAll!).Where(pair => groupOf(pair.Key) == first).Sum(pair => pair.Value);
            if (before is not null)
            {
                var moved = 0;
                for (var key = 0; key < Keys; key++)
                {
                    if (groupOf(before[key]) != groupOf(after[key]))
                    {
                        Assert.Equal(first, groupOf(before[key]));
                        moved++;
                    }
                    else if (!before[key].Status.FailsChecks && groupOf(before[key]) != first)
                    {
                        // Nobody fell ill there: every key is where it was.
                        Assert.Same(before[key], after[key]);
                    }
                }

                // The share of keys in the first group was shareBefore and is share now: the others have not moved.
                var allowed = share == shareBefore ? 0 : Chance.Deviation(Keys, shareBefore - share, sick.Length);
                Assert.InRange(moved, (Keys * (shareBefore - share)) - allowed, (Keys * (shareBefore - share)) + allowed);
                if (share == shareBefore) Assert.Equal(before, after);
            }

            (before, shareBefore) = (after, share);
        }
    }

    private static void PutSick(Endpoint[] endpoints, int count)
    {
        for (var i = 0; i < endpoints.Length; i++)
        {
            if (endpoints[i].Priority == 0 && endpoints[i].Zone is null or "a") Plans.Put(endpoints[i], i < count ? HealthState.Unhealthy : HealthState.Healthy);
        }
    }

    private static Endpoint[] Map(string strategy, Endpoint[] endpoints, TopologyOptions topology)
    {
        var (selection, random) = (new Selection(Plans.Plan(endpoints, topology).ForAll!, Hashed.Strategy(strategy)), new ScriptedRandom());
        return [.. Enumerable.Range(0, Keys).Select(key => Hashed.Context(key)).Select(context => selection.Draw(context.Affinity, random).Picker.Pick(in context))];
    }
}
