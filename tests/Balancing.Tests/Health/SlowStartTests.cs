using Balancing.Planning;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>New and returning endpoints grow into their share, under every algorithm, by the weights it is given.</summary>
public sealed class SlowStartTests
{
    public static TheoryData<string> Algorithms => ["RoundRobin", "WeightedRoundRobin", "Random", "LeastConnections", "PowerOfTwoChoices", "LeastResponseTime", "Adaptive", "IpHash"];

    [Theory]
    [InlineData(0, 1, 0.1)]
    [InlineData(3, 1, 0.1)]
    [InlineData(30, 1, 0.5)]
    [InlineData(45, 1, 0.75)]
    [InlineData(60, 1, 1)]
    [InlineData(999, 1, 1)]
    [InlineData(15, 2, 0.5)]
    [InlineData(30, 0.5, 0.25)]
    [InlineData(-5, 1, 0.1)]
    public void Factor_IsThePartOfTheWindow_ToThePowerOfOneOverAggression(double seconds, double aggression, double expected)
    {
        var options = new SlowStartOptions { Window = TimeSpan.FromMinutes(1), Aggression = aggression };
        Assert.Equal(expected, SlowStartRamp.Factor(options, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(100 + seconds)), 1e-12);
    }

    [Fact]
    public void WithoutAWindow_OrForWhoWasThereFromTheStart_TheFactorIsOne()
    {
        Assert.Equal(1, SlowStartRamp.Factor(new SlowStartOptions(), TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(1, SlowStartRamp.Factor(new SlowStartOptions { Window = TimeSpan.FromMinutes(1) }, null, TimeSpan.Zero));
    }

    [Fact]
    public void TheFirstList_DoesNotGrow_ANewcomerDoes()
    {
        using var fleet = Growing(2);
        Assert.Equal([1, 1], fleet.Directed.Set!.Weights);
        fleet.Resolver.Update(EndpointSets.Descriptions([1, 1, 4]));
        Assert.Equal([1, 1, 0.4], fleet.Directed.Set!.Weights.ToArray(), Near);
        for (var second = 1; second <= 60; second++)
        {
            fleet.Clock.Advance(TimeSpan.FromSeconds(1));

            // A step is 5 % of the window, three seconds, and a millisecond late.
            Assert.InRange(fleet.Directed.Set!.Weights[2], 4 * Math.Max(0.1, (second - 3.1) / 60), 4 * Math.Max(0.1, second / 60.0));
        }

        fleet.Wait(3);
        Assert.Equal([1, 1, 4], fleet.Directed.Set!.Weights);
    }

    [Fact]
    public void AReturningEndpoint_Grows_FromItsReturn()
    {
        using var fleet = Growing(3);
        fleet.Eject(0);
        fleet.Wait(30);
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal([0.1, 1, 1], fleet.Directed.Set!.Weights.ToArray(), Near);
        fleet.Wait(30);
        Assert.InRange(fleet.Directed.Set!.Weights[0], 0.45, 0.51);
    }

    [Fact]
    public void AnEndpointWhoseChecksPassAgain_Grows()
    {
        using var fleet = Growing(3);
        foreach (var fails in new[] { true, false })
        {
            fleet[1].Status.FailsChecks = fails;
            fleet.Cluster.LoadBalancer = fleet.Directed;
        }

        Assert.Equal([1, 0.1, 1], fleet.Directed.Set!.Weights.ToArray(), Near);
    }

    [Fact]
    public void Growing_TakesTwentyRebuilds_AndPeaceTakesNone()
    {
        using var fleet = Growing(3);
        fleet.Resolver.Update(EndpointSets.Descriptions(4));
        var before = fleet.Directed.Built;
        fleet.Wait(70);

        // 20 steps, and a sweep every 10 s that falls between two of them.
        Assert.InRange(fleet.Directed.Built - before, 20, 28);
        before = fleet.Directed.Built;
        fleet.Wait(600);
        Assert.Equal(before, fleet.Directed.Built);
    }

    [Fact]
    public void AHealthyClustersSweeps_RebuildNothing()
    {
        using var fleet = new Fleet(5);
        for (var sweep = 0; sweep < 60; sweep++)
        {
            for (var i = 0; i < 5; i++) fleet.Send(i, OutcomeKind.Success, 100);
            fleet.Wait(10);
        }

        Assert.Equal(1, fleet.Directed.Built);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void EveryAlgorithm_GivesANewcomerItsReducedShare(string algorithm)
    {
        ILoadBalancer loadBalancer = algorithm switch
        {
            "RoundRobin" => LoadBalancer.RoundRobin(),
            "WeightedRoundRobin" => LoadBalancer.WeightedRoundRobin(),
            "Random" => LoadBalancer.Random(),
            "LeastConnections" => LoadBalancer.LeastConnections(),
            "Adaptive" => LoadBalancer.Adaptive(),
            "PowerOfTwoChoices" => LoadBalancer.PowerOfTwoChoices(),
            "LeastResponseTime" => LoadBalancer.LeastResponseTime(),
            _ => LoadBalancer.IpHash(),
        };
        const int Requests = 21_000;
        using var fleet = new Fleet(2, options => options.SlowStart.Window = TimeSpan.FromMinutes(1), loadBalancer: loadBalancer);
        fleet.Resolver.Update(EndpointSets.Descriptions(3));
        var taken = 0;
        for (var i = 0; i < Requests; i++)
        {
            var attempt = fleet.Cluster.Begin(AffinityKey.From($"client {i}"));
            if (attempt.Endpoint == fleet[2]) taken++;
            attempt.Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(10));
        }

        // Weights 1, 1, 0.1: one request of 21 where shares follow weights. Least response time sends even fewer, for it takes a low weight
        // for a low speed. A third would be a full share.
        var allowed = Chance.Deviation(Requests, 1 / 21.0, Algorithms.Count);
        Assert.InRange(taken, algorithm == "LeastResponseTime" ? 1 : (Requests / 21.0) - allowed, (Requests / 21.0) + allowed);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;

    private static Fleet Growing(int count) => new(count, options => options.SlowStart.Window = TimeSpan.FromMinutes(1));
}
