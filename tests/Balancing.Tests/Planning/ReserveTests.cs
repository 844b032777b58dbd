using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>Healthy endpoints that get nothing by the plan are there for requests that have been everywhere else.</summary>
public sealed class ReserveTests
{
    [Fact]
    public void ARequestThatHasBeenAtAllOfItsTier_GoesToTheNext()
    {
        using var cluster = Create();
        for (var request = 0; request < 50; request++)
        {
            var tried = new TriedEndpoints();
            for (var i = 0; i < 4; i++)
            {
                Assert.True(cluster.HasUntried(tried));
                cluster.Begin(tried: tried);
            }

            Assert.Equal([0, 0, 1, 1], tried.Attempts.Select(endpoint => endpoint.Priority));
            Assert.Equal(4, tried.Attempts.Distinct().Count());

            // Everybody has been tried who may be, and a new round begins in the tier that is in use.
            Assert.False(cluster.HasUntried(tried));
            Assert.Equal(0, cluster.Begin(tried: tried).Endpoint.Priority);
        }
    }

    [Fact]
    public void AFirstRequest_NeverDoes()
    {
        using var cluster = Create();
        for (var i = 0; i < 200; i++) Assert.Equal(0, cluster.Begin(i % 2 == 0 ? default : AffinityKey.From($"key {i}"), new TriedEndpoints()).Endpoint.Priority);
    }

    [Fact]
    public void OfZones_TheReserveIsTheNextZone_ThenTheNextTier()
    {
        var topology = new TopologyOptions { LocalZone = "a" };
        Endpoint[] endpoints = [.. Plans.Zone("a", 3), .. Plans.Zone("b", 3), Plans.Endpoint(9_000, tier: 1, zone: "a")];
        Assert.Equal(endpoints[3..6], Plans.Plan(endpoints, topology).ForAll!.Reserve!);
        foreach (var endpoint in endpoints[3..6]) Plans.Put(endpoint, HealthState.Draining);
        Assert.Equal(endpoints[6..], Plans.Plan(endpoints, topology).ForAll!.Reserve!);
        Plans.Put(endpoints[6], HealthState.Ejected);
        Assert.Null(Plans.Plan(endpoints, topology).ForAll!.Reserve);
    }

    [Fact]
    public void FullEndpoints_DoNotOverflowIntoAPassiveTier()
    {
        using var cluster = Create(new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 2 });
        for (var i = 0; i < 4; i++) cluster.Begin();
        for (var i = 0; i < 20; i++) Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin(tried: new TriedEndpoints())).Reason);
        Assert.All(cluster.Endpoints.Where(endpoint => endpoint.Priority == 1), endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    /// <summary>It has been at one of two, and the other is full: that is worth waiting for, or the one it has been at is tried once more. Otherwise a busy tier's failures would load the passive one.</summary>
    [Fact]
    public void ARepeatedRequest_DoesNotPassOverAFullEndpoint_ToAPassiveTier()
    {
        using var cluster = Create(new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 });
        var (failed, full) = (cluster.Begin(), cluster.Begin());
        failed.Complete(OutcomeKind.ServerError);
        var tried = new TriedEndpoints(failed.Endpoint);
        Assert.False(cluster.HasUntried(tried));
        Assert.Same(failed.Endpoint, cluster.Begin(tried: tried).Endpoint);
        Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin(tried: tried)).Reason);

        // At the full one, too: now it has been everywhere.
        tried = new TriedEndpoints(failed.Endpoint);
        tried.Add(full.Endpoint);
        Assert.True(cluster.HasUntried(tried));
        Assert.Equal(1, cluster.Begin(tried: tried).Endpoint.Priority);
    }

    [Fact]
    public void AFullReserve_IsNoChoice()
    {
        using var cluster = Create(new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 });
        var tried = new TriedEndpoints();
        for (var i = 0; i < 4; i++) cluster.Begin(tried: tried);
        Assert.Equal(4, tried.Attempts.Distinct().Count());
        Assert.Throws<NoEndpointException>(() => cluster.Begin(tried: tried));
    }

    /// <summary>A hedged request's attempts run at the same time: none comes to the passive tier before both of the active one are noted, and none is lost.</summary>
    [Fact]
    public void AttemptsAtTheSameTime_ShareWhatHasBeenTried()
    {
        using var cluster = Create();
        for (var round = 0; round < 200; round++)
        {
            var tried = new TriedEndpoints();
            var taken = new Endpoint[4];
            ThreadTeam.Run(4, i => taken[i] = cluster.Begin(tried: tried).Endpoint);
            Assert.Equal(4, tried.Attempts.Count);
            Assert.Equal(taken.CountBy(endpoint => endpoint).ToHashSet(), tried.Attempts.CountBy(endpoint => endpoint).ToHashSet());

            // Whoever is at the passive tier saw both of the active one noted before.
            var passive = tried.Attempts.ToList().FindIndex(endpoint => endpoint.Priority == 1);
            if (passive >= 0) Assert.Equal(2, tried.Attempts.Take(passive).Distinct().Count(endpoint => endpoint.Priority == 0));
        }
    }

    [Fact]
    public void OneAfterTheOther_WhileAllAreUnderWay_EachGoesElsewhere()
    {
        using var cluster = Create();
        var tried = new TriedEndpoints();
        var attempts = Enumerable.Range(0, 4).Select(_ => cluster.Begin(tried: tried)).ToArray();
        Assert.All(cluster.Endpoints.Take(4), endpoint => Assert.Equal(1, endpoint.InFlight));
        foreach (var attempt in attempts) attempt.Complete(OutcomeKind.Cancelled);
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    /// <summary>Two active ones, two passive ones, and one behind them.</summary>
    private static Cluster Create(ConcurrencyLimitOptions? limits = null) => new(
        "test",
        new StaticResolver(Plans.Description(0), Plans.Description(1), Plans.Description(2, tier: 1), Plans.Description(3, tier: 1), Plans.Description(4, tier: 2)),
        LoadBalancer.RoundRobin(),
        new ClusterOptions { ConcurrencyLimits = limits ?? new ConcurrencyLimitOptions() });
}
