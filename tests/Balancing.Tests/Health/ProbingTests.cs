using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>The half-open return: one request, or a passing check, tries an endpoint whose ejection time is over.</summary>
public sealed class ProbingTests
{
    [Fact]
    public void WhenItsTimeIsOver_AnEndpointIsProbing_AndNotBefore()
    {
        using var fleet = new Fleet(3);
        fleet.Eject(0);
        fleet.Clock.Advance(TimeSpan.FromSeconds(29.99));
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        fleet.Wait(0.01);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));
        Assert.Equal(new HealthChange(fleet[0], HealthState.Ejected, HealthState.Probing, HealthChangeReason.EjectionTimeOver), fleet.Log.Last);
    }

    [Fact]
    public void OneRequestAtATime_TriesAProbingEndpoint()
    {
        using var fleet = Fleet.Probing();
        var probe = fleet.Cluster.Begin();
        Assert.Same(fleet[0], probe.Endpoint);
        for (var i = 0; i < 100; i++) Assert.NotSame(fleet[0], fleet.Cluster.Begin().Endpoint);
        Assert.Equal(1, fleet[0].InFlight);
        probe.Complete(OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void ATrialThatSaysNothing_MakesRoomForAnotherAfterTheBaseEjectionTime_AndStillCountsWhenItSpeaks()
    {
        // The first trial may be a stream without an end: its body decides, and it never comes.
        using var fleet = Fleet.Probing();
        var silent = fleet.Cluster.Begin();
        Assert.Same(fleet[0], silent.Endpoint);
        fleet.Wait(29);
        Assert.NotSame(fleet[0], fleet.Cluster.Begin().Endpoint);
        fleet.Wait(1);
        Assert.Same(fleet[0], fleet.Cluster.Begin().Endpoint);
        Assert.NotSame(fleet[0], fleet.Cluster.Begin().Endpoint);
        silent.Complete(OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void AGoodAnswer_BringsItBack()
    {
        using var fleet = Fleet.Probing();
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        Assert.Equal(new HealthChange(fleet[0], HealthState.Probing, HealthState.Healthy, HealthChangeReason.ProbeSucceeded), fleet.Log.Last);
        Assert.Contains(fleet[0], fleet.Directed.Set!);
    }

    [Theory]
    [InlineData(OutcomeKind.ServerError)]
    [InlineData(OutcomeKind.GatewayError)]
    [InlineData(OutcomeKind.LocalOriginFailure)]
    public void ABadAnswer_EjectsItAgain_ForLonger(OutcomeKind kind)
    {
        using var fleet = Fleet.Probing();
        fleet.Send(0, kind);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        Assert.Equal((HealthChangeReason.ProbeFailed, TimeSpan.FromSeconds(60)), (fleet.Log.Last.Reason, fleet.Log.Last.Duration!.Value));
        fleet.Wait(59);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        fleet.Wait(1);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));
    }

    [Theory]
    [InlineData(OutcomeKind.Cancelled)]
    [InlineData(OutcomeKind.Throttled)]
    public void AnEndThatSaysNothing_LetsAnotherRequestTry_ButNotAtOnce(OutcomeKind kind)
    {
        using var fleet = Fleet.Probing();
        fleet.Send(0, kind);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));

        // Where the caller gives up, again and again, every request of a client that has one at a time would end at the sick endpoint.
        for (var i = 0; i < 100; i++) fleet.SendElsewhere(0);
        fleet.Wait(10);
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void AProbeThatAsksToSpareTheEndpoint_IsHeeded()
    {
        using var fleet = Fleet.Probing();
        var probe = fleet.BeginAt(0);
        probe.SpareEndpoint(TimeSpan.FromSeconds(45));
        probe.Complete(OutcomeKind.Throttled);
        fleet.Wait(44);
        fleet.SendElsewhere(0);
        fleet.Wait(1);
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void SeveralProbingEndpoints_GetOneRequestEach()
    {
        using var fleet = new Fleet(5);
        fleet.Eject(0);
        fleet.Eject(1);
        fleet.Wait(30);
        Endpoint[] tried = [fleet.Cluster.Begin().Endpoint, fleet.Cluster.Begin().Endpoint];
        Assert.Equal([fleet[0], fleet[1]], tried);
        Assert.Same(fleet[2], fleet.Cluster.Begin().Endpoint);
    }

    [Fact]
    public void AFlappingEndpoint_CostsOneRequestPerEjectionTime()
    {
        // Always failing: 5 requests, then one per ejection of 30, 60, 90 … 300 s. In an hour that is 5 + 9 + 7.
        using var fleet = new Fleet(4, loadBalancer: LoadBalancer.RoundRobin());
        var hits = 0;
        for (var i = 0; i < 36_000; i++)
        {
            fleet.Clock.Advance(TimeSpan.FromSeconds(0.1));
            var attempt = fleet.Cluster.Begin();
            hits += attempt.Endpoint == fleet[0] ? 1 : 0;
            attempt.Complete(attempt.Endpoint == fleet[0] ? OutcomeKind.ServerError : OutcomeKind.Success, TimeSpan.FromMilliseconds(5));
        }

        Assert.InRange(hits, 20, 22);
    }
}
