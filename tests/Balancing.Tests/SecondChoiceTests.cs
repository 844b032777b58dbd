using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests;

/// <summary>What single algorithms choose for a request that has been somewhere, and what else such a request meets. What holds for all algorithms is in Contract/.</summary>
public sealed class SecondChoiceTests
{
    private const int Keys = 20_000;

    private static readonly double[][] Pools = [[1, 1, 1, 1, 1], [1, 2, 3, 4, 10]];

    public static TheoryData<string> Asking => [BalancingStrategies.LeastConnections, BalancingStrategies.LeastResponseTime, BalancingStrategies.IpHash];

    [Theory]
    [MemberData(nameof(Asking))]
    public void APickerThatScansOrHashes_ReturnsNoExcludedEndpoint_WhileThereIsAnother(string strategy)
    {
        foreach (var pool in Pools)
        {
            var set = EndpointSets.Weighted(pool);
            var picker = BalancingStrategies.All[strategy](null, null).CreatePicker(set);
            for (var request = 0; request < 200; request++)
            {
                var tried = new TriedEndpoints();
                for (var i = 0; i < set.Count; i++)
                {
                    var endpoint = picker.Pick(ContextOf(request, tried));
                    Assert.False(tried.Contains(endpoint));
                    tried.Add(endpoint);
                }

                // Anybody, but somebody.
                Assert.Contains(picker.Pick(ContextOf(request, tried)), set);
            }
        }
    }

    [Fact]
    public void TheSecondChoiceOfAKey_IsTheFirstWhereTheExcludedEndpointIsMissing()
    {
        foreach (var pool in Pools)
        {
            var set = EndpointSets.Weighted(pool);
            var picker = LoadBalancer.IpHash().CreatePicker(set);
            var without = set.ToDictionary(gone => gone, gone => LoadBalancer.IpHash().CreatePicker(Without(set, gone)));
            for (var key = 0; key < Keys; key++)
            {
                var first = picker.Pick(ContextOf(key));
                var second = picker.Pick(ContextOf(key, new TriedEndpoints(first)));
                Assert.Same(without[first].Pick(ContextOf(key)), second);
            }
        }
    }

    [Fact]
    public void TheKeysOfAnEndpointThatFails_AreSpreadOverTheOthersByWeight()
    {
        var set = EndpointSets.Weighted(6, 1, 2, 3);
        using var cluster = new Cluster("test", new StaticResolver(set.Select(endpoint => endpoint.Description).ToArray()), LoadBalancer.IpHash());
        var (failing, total) = (cluster.Endpoints[0], 0);
        var counts = cluster.Endpoints.ToDictionary(endpoint => endpoint, _ => 0);
        for (var key = 0; key < Keys; key++)
        {
            var tried = new TriedEndpoints();
            var affinity = ContextOf(key).Affinity;
            if (cluster.Begin(affinity, tried).Endpoint != failing) continue;
            total++;
            counts[cluster.Begin(affinity, tried).Endpoint]++;
        }

        // About half of the keys. Of 10,000, a share of 1/6 is held to 1667 ± 290 with a false alarm less than once in 10⁹ runs; see Chance.
        Assert.InRange(total, 9_000, 11_000);
        for (var i = 1; i < set.Count; i++)
        {
            var (share, allowed) = (set.Weights[i] / 6, Chance.Deviation(total, set.Weights[i] / 6, 3));
            Assert.InRange(counts[cluster.Endpoints[i]], (total * share) - allowed, (total * share) + allowed);
        }
    }

    [Fact]
    public void APickerThatAlwaysChoosesTheSame_IsAskedFourTimes_AndThenTheOthersAreDrawnByWeight()
    {
        const int Requests = 12_000;
        var asked = 0;
        var stubborn = LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) =>
        {
            asked++;
            return endpoints[0];
        });
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([5, 1, 2, 3])), stubborn, new ClusterOptions { Random = new Random(1) });
        var counts = cluster.Endpoints.ToDictionary(endpoint => endpoint, _ => 0);
        for (var i = 0; i < Requests; i++)
        {
            var tried = new TriedEndpoints();
            tried.Add(cluster.Endpoints[0]);
            counts[cluster.Begin(tried: tried).Endpoint]++;
        }

        Assert.Equal(4 * Requests, asked);
        for (var i = 1; i < 4; i++)
        {
            var allowed = Chance.Deviation(Requests, i / 6.0, 3);
            Assert.InRange(counts[cluster.Endpoints[i]], (Requests * i / 6.0) - allowed, (Requests * i / 6.0) + allowed);
        }
    }

    [Fact]
    public void ARetry_DoesNotTakeATrial()
    {
        using var fleet = Fleet.Probing();
        var tried = new TriedEndpoints();
        tried.Add(fleet[1]);
        Assert.Same(fleet[2], fleet.Cluster.Begin(tried: tried).Endpoint);
        Assert.Same(fleet[0], fleet.Cluster.Begin(tried: new TriedEndpoints()).Endpoint);
    }

    [Fact]
    public void WhereOnlyAProbingEndpointIsLeft_AndTheClusterFailsClosed_ARetryFails()
    {
        using var closed = new Fleet(2, health => health.FailClosed = true);
        closed.Eject(0);
        closed.Wait(30);
        closed[1].Status.FailsChecks = true;    // as its check loop does
        closed.Resolver.Update(EndpointSets.Descriptions([1, 2]));
        var tried = new TriedEndpoints();
        tried.Add(closed[1]);
        Assert.False(closed.Cluster.HasUntried(tried));
        Assert.Equal(NoEndpointReason.AllUnhealthy, Assert.Throws<NoEndpointException>(() => closed.Cluster.Begin(tried: tried)).Reason);
        Assert.Same(closed[0], closed.Cluster.Begin().Endpoint);
        Assert.Equal(NoEndpointReason.AllUnhealthy, Assert.Throws<NoEndpointException>(() => closed.Cluster.Begin()).Reason);
    }

    [Fact]
    public void ATrial_IsAnAttempt_AndTheRetryGoesElsewhere()
    {
        using var fleet = Fleet.Probing();
        var tried = new TriedEndpoints();
        fleet.Cluster.Begin(tried: tried).Complete(OutcomeKind.ServerError);
        Assert.Equal([fleet[0]], tried.Attempts);
        Assert.NotSame(fleet[0], fleet.Cluster.Begin(tried: tried).Endpoint);
    }

    [Fact]
    public void AProbingEndpointThatHasJustBeenDrained_GetsNoTrial_AndLosesNone()
    {
        using var fleet = Fleet.Probing();
        fleet[0].Status.IsDraining = true;    // as Drain does, before the plan is made
        Assert.NotSame(fleet[0], fleet.Cluster.Begin().Endpoint);
        fleet[0].Status.IsDraining = false;
        Assert.Same(fleet[0], fleet.Cluster.Begin().Endpoint);
    }

    [Fact]
    public void ADrainingEndpoint_KeepsItsKeys_ButIsNobodysSecondChoice()
    {
        using var fleet = new Fleet(3, health => health.DrainingKeepsAffinity = true, loadBalancer: LoadBalancer.IpHash());
        _ = fleet.Cluster.Drain(fleet[1]);
        for (var key = 0; key < 300; key++)
        {
            var affinity = ContextOf(key).Affinity;
            var tried = new TriedEndpoints();
            var first = fleet.Cluster.Begin(affinity, tried).Endpoint;
            Assert.NotSame(fleet[1], fleet.Cluster.Begin(affinity, tried).Endpoint);
            if (first == fleet[1]) Assert.Same(first, fleet.Cluster.Begin(affinity).Endpoint);
        }
    }

    [Fact]
    public void ADrainingEndpoint_GetsNoKeysOfOthers_BecauseThoseAreFull()
    {
        var options = new ClusterOptions { Health = new HealthOptions { DrainingKeepsAffinity = true }, ConcurrencyLimits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 } };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(3)), LoadBalancer.IpHash(), options);
        var draining = cluster.Endpoints[1];
        _ = cluster.Drain(draining);
        for (var i = 0; i < 2; i++) cluster.Begin();
        Assert.Equal(0, draining.InFlight);
        for (var key = 0; key < 100; key++)
        {
            if (Leads(key)) cluster.Begin(ContextOf(key).Affinity).Complete(OutcomeKind.Success);
            else Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin(ContextOf(key).Affinity)).Reason);
        }

        bool Leads(int key) => LoadBalancer.IpHash().CreatePicker(new EndpointSet(cluster.Endpoints)).Pick(ContextOf(key)) == draining;
    }

    [Fact]
    public void WhereAllAreDraining_ARetryMayGoToThem()
    {
        using var fleet = new Fleet(2, health => health.DrainingKeepsAffinity = true, loadBalancer: LoadBalancer.IpHash());
        foreach (var endpoint in fleet.Cluster.Endpoints) _ = fleet.Cluster.Drain(endpoint);
        var tried = new TriedEndpoints();
        for (var i = 0; i < 3; i++) fleet.Cluster.Begin(ContextOf(1).Affinity, tried);
        Assert.Equal(3, tried.Attempts.Count);
    }

    [Fact]
    public void HasUntried_CountsWhoeverMayBeChosenAndIsNotFull()
    {
        var resolver = new PushResolver();
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 };
        using var cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin(), new ClusterOptions { ConcurrencyLimits = limits });
        var tried = new TriedEndpoints();
        Assert.False(cluster.HasUntried(tried));
        resolver.Update(EndpointSets.Descriptions([1, 1, 1, 0]));
        Assert.True(cluster.HasUntried(tried));
        tried.Add(cluster.Endpoints[0]);
        _ = cluster.Drain(cluster.Endpoints[1]);
        Assert.True(cluster.HasUntried(tried));
        var full = cluster.Begin(tried: tried);
        Assert.Same(cluster.Endpoints[2], full.Endpoint);
        Assert.False(cluster.HasUntried(new TriedEndpoints(cluster.Endpoints[0])));
        full.Complete(OutcomeKind.Success);
        Assert.True(cluster.HasUntried(new TriedEndpoints(cluster.Endpoints[0])));
        Assert.Throws<ArgumentNullException>(() => cluster.HasUntried(null!));
    }

    private static EndpointSet Without(EndpointSet set, Endpoint gone) => new(set.Where(endpoint => endpoint != gone));

    private static PickContext ContextOf(int request, TriedEndpoints? tried = null) =>
        new() { Affinity = AffinityKey.ParseAddress($"192.0.{request >> 8}.{request & 255}"), Tried = tried };
}
