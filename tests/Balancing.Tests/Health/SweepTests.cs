using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>Statistical detectors act at the sweep, on the requests since the last one.</summary>
public sealed class SweepTests
{
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
