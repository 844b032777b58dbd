using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>From use to ejection: failures in a row act at once, statistics at the next sweep.</summary>
public sealed class EjectionTests
{
    [Theory]
    [InlineData(OutcomeKind.ServerError, 5, HealthChangeReason.ConsecutiveServerErrors)]
    [InlineData(OutcomeKind.GatewayError, 5, HealthChangeReason.ConsecutiveGatewayErrors)]
    [InlineData(OutcomeKind.LocalOriginFailure, 3, HealthChangeReason.ConsecutiveLocalOriginFailures)]
    public void FailuresInARow_EjectAtOnce_AndTheObserverGetsTheNumbers(OutcomeKind kind, int limit, HealthChangeReason reason)
    {
        using var fleet = new Fleet(3);
        fleet.Send(1, kind, limit - 1);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(1));
        fleet.Send(1, kind);

        Assert.Equal(HealthState.Ejected, fleet.StateOf(1));
        Assert.DoesNotContain(fleet[1], fleet.Directed.Set!);
        var expected = new HealthChange(fleet[1], HealthState.Healthy, HealthState.Ejected, reason) { Measured = limit, Threshold = limit, Duration = TimeSpan.FromSeconds(30) };
        Assert.Equal([expected], fleet.Log.Changes);
    }

    [Theory]
    [InlineData(OutcomeKind.ServerError)]
    [InlineData(OutcomeKind.GatewayError)]
    [InlineData(OutcomeKind.LocalOriginFailure)]
    public void ASuccess_BeginsEveryRowAnew(OutcomeKind kind)
    {
        using var fleet = new Fleet(3);
        for (var i = 0; i < 10; i++)
        {
            fleet.Send(0, kind, 2);
            fleet.Send(0, OutcomeKind.Success);
        }

        Assert.Empty(fleet.Log.Changes);
    }

    [Fact]
    public void AServerError_BeginsTheGatewaysRowAnew_ButAGatewayErrorIsAServerErrorToo()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.ConsecutiveServerErrors = 12);
        fleet.Send(0, OutcomeKind.GatewayError, 4);
        fleet.Send(0, OutcomeKind.ServerError);
        fleet.Send(0, OutcomeKind.GatewayError, 4);
        fleet.Send(0, OutcomeKind.ServerError, 2);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        fleet.Send(0, OutcomeKind.ServerError);
        Assert.Equal(HealthChangeReason.ConsecutiveServerErrors, fleet.Log.Last.Reason);
        Assert.Equal(12, fleet.Log.Last.Measured);
    }

    [Fact]
    public void AnAnswer_BeginsTheRowOfMissingAnswersAnew_ButNotTheOtherWayRound()
    {
        using var fleet = new Fleet(3);
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 2);
        fleet.Send(0, OutcomeKind.ServerError, 4);
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 2);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        fleet.Send(0, OutcomeKind.ServerError);
        Assert.Equal(HealthChangeReason.ConsecutiveServerErrors, fleet.Log.Last.Reason);
    }

    [Theory]
    [InlineData(OutcomeKind.Cancelled)]
    [InlineData(OutcomeKind.Throttled)]
    public void WhatSaysNothing_NeitherCountsNorBeginsARowAnew(OutcomeKind kind)
    {
        using var fleet = new Fleet(3);
        fleet.Send(0, kind, 50);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        fleet.Send(0, OutcomeKind.ServerError, 4);
        fleet.Send(0, kind, 3);
        fleet.Send(0, OutcomeKind.ServerError);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
    }

    [Fact]
    public void OutcomesOfRequestsBegunBeforeAnEjection_CountForNothing()
    {
        using var fleet = new Fleet(3);
        var old = Enumerable.Range(0, 20).Select(_ => fleet.BeginAt(0)).ToList();
        fleet.Eject(0);
        old[..10].ForEach(attempt => attempt.Complete(OutcomeKind.ServerError));
        Assert.Single(fleet.Log.Changes);

        // Neither do they when the endpoint is being tried, or is back.
        fleet.Wait(30);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));
        old[10].Complete(OutcomeKind.ServerError);
        old[11].Complete(OutcomeKind.Success);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));
        fleet.Send(0, OutcomeKind.Success);
        old[12..].ForEach(attempt => attempt.Complete(OutcomeKind.ServerError));
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        Assert.Equal(0, fleet[0].InFlight);
    }

    [Fact]
    public void TheFailuresBeforeAnEjection_DoNotShortenTheNextRow()
    {
        using var fleet = new Fleet(3);
        fleet.Eject(0);
        fleet.Wait(30);
        fleet.Send(0, OutcomeKind.Success);
        fleet.Send(0, OutcomeKind.ServerError, 4);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void AStatisticalDetector_ActsAtTheSweep_AndOncePerEndpoint()
    {
        // 100 of 100 requests fail, never five in a row to the counters: every detector but latency votes, one ejection is told.
        using var fleet = new Fleet(5, options => options.OutlierDetection.ConsecutiveServerErrors = 0);
        for (var i = 0; i < 5; i++) fleet.Send(i, i == 2 ? OutcomeKind.ServerError : OutcomeKind.Success, 100);
        Assert.Empty(fleet.Log.Changes);
        fleet.Wait(10);

        var change = Assert.Single(fleet.Log.Changes);
        Assert.Equal((fleet[2], HealthState.Ejected, HealthChangeReason.SuccessRate, 0.0, 0.8), (change.Endpoint, change.To, change.Reason, change.Measured, change.Fleet));
        Assert.Equal(0.8 - (1.9 * 0.4), change.Threshold!.Value, 1e-9);
    }

    [Fact]
    public void ASlowEndpoint_IsEjectedForItsLatency()
    {
        using var fleet = new Fleet(3);
        for (var i = 0; i < 3; i++) fleet.Send(i, OutcomeKind.Success, 30, i == 0 ? 0.3 : 0.01);
        fleet.Wait(10);
        Assert.Equal((HealthChangeReason.Latency, HealthState.Ejected), (fleet.Log.Last.Reason, fleet.StateOf(0)));
        Assert.InRange(fleet.Log.Last.Measured!.Value, 0.3 / 1.19, 0.3 * 1.19);
        Assert.InRange(fleet.Log.Last.Fleet!.Value, 0.01 / 1.19, 0.01 * 1.19);
    }

    [Fact]
    public void EachSweep_JudgesItsOwnRequestsOnly()
    {
        // 12 bad requests per sweep never are the 20 that it takes, however many sweeps there are.
        using var fleet = new Fleet(3, options => options.OutlierDetection.ConsecutiveServerErrors = 0);
        for (var sweep = 0; sweep < 10; sweep++)
        {
            fleet.Send(0, OutcomeKind.ServerError, 12);
            fleet.Wait(10);
        }

        Assert.Empty(fleet.Log.Changes);
        fleet.Send(0, OutcomeKind.ServerError, 20);
        fleet.Wait(10);
        Assert.Equal(HealthChangeReason.FailurePercentage, Assert.Single(fleet.Log.Changes).Reason);
    }
}
