using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>A detector's enforcement percentage: by chance it acts, or only reports.</summary>
public sealed class EnforcementTests
{
    [Fact]
    public void ADryRun_IsReportedOncePerRow_AndChangesNothing()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.ConsecutiveEnforcement = 0);
        var built = fleet.Directed.Set;
        fleet.Send(1, OutcomeKind.ServerError, 5);
        var change = Assert.Single(fleet.Log.Changes);
        Assert.Equal(
            new HealthChange(fleet[1], HealthState.Healthy, HealthState.Healthy, HealthChangeReason.ConsecutiveServerErrors) { Measured = 5, Threshold = 5, Enforced = false },
            change);
        Assert.Equal(built!, fleet.Directed.Set!);

        fleet.Send(1, OutcomeKind.ServerError, 4);
        fleet.Wait(10);
        Assert.Single(fleet.Log.Changes);
        fleet.Send(1, OutcomeKind.ServerError);
        Assert.Equal(2, fleet.Log.Changes.Count);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(1));
    }

    [Theory]
    [InlineData(0.29, true)]
    [InlineData(0.30, false)]
    public void ChanceDecides_InBetween(double drawn, bool ejects)
    {
        // Two draws at most: the percentage, and the jitter of an ejection.
        using var fleet = new Fleet(3, options => options.OutlierDetection.ConsecutiveEnforcement = 30, new ScriptedRandom(drawn, 0));
        fleet.Send(0, OutcomeKind.ServerError, 5);
        Assert.Equal(ejects ? HealthState.Ejected : HealthState.Healthy, fleet.StateOf(0));
        Assert.Equal(ejects, Assert.Single(fleet.Log.Changes).Enforced);
    }

    [Fact]
    public void FullEnforcement_DrawsNothing()
    {
        using var fleet = new Fleet(3, random: new ScriptedRandom(0));
        fleet.Eject(0);
    }

    [Theory]
    [InlineData(0, 100, HealthChangeReason.SuccessRate)]
    [InlineData(100, 0, HealthChangeReason.FailurePercentage)]
    public void OneDetectorsDryRun_KeepsNoOtherFromActing(int failurePercentage, int successRate, HealthChangeReason acting)
    {
        using var fleet = new Fleet(5, options =>
        {
            options.OutlierDetection.ConsecutiveEnforcement = 0;
            options.OutlierDetection.FailurePercentageEnforcement = failurePercentage;
            options.OutlierDetection.SuccessRateEnforcement = successRate;
        });
        for (var i = 0; i < 5; i++) fleet.Send(i, i == 0 ? OutcomeKind.ServerError : OutcomeKind.Success, 104);
        fleet.Wait(10);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        Assert.Equal(acting, Assert.Single(fleet.Log.Changes, change => change.Enforced).Reason);
    }

    [Fact]
    public void AStatisticsDryRun_DoesNotBeginARowOfFailuresAnew()
    {
        using var fleet = new Fleet(3, options =>
        {
            options.OutlierDetection.FailurePercentageEnforcement = 0;
            options.OutlierDetection.FailurePercentageMinRequests = 4;
        });
        fleet.Send(0, OutcomeKind.ServerError, 4);
        fleet.Wait(10);
        Assert.False(Assert.Single(fleet.Log.Changes).Enforced);
        fleet.Send(0, OutcomeKind.ServerError);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
    }
}
