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

}
