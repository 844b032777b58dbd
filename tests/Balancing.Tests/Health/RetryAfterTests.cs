using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>An endpoint that asks to be spared is, for as long as it asks; that is no ejection.</summary>
public sealed class RetryAfterTests
{
    [Theory]
    [InlineData(20, 20)]
    [InlineData(60, 60)]
    [InlineData(86_400, 60)]
    public void ASparedEndpoint_IsOutForThatLong_AtMostTheMaximum_AndComesBackByItself(double asked, double spared)
    {
        using var fleet = new Fleet(3);
        Throttle(fleet, 0, asked);
        Assert.Equal(HealthState.Throttled, fleet.StateOf(0));
        Assert.Equal([fleet[1], fleet[2]], fleet.Directed.Set!);
        Assert.Equal(
            new HealthChange(fleet[0], HealthState.Healthy, HealthState.Throttled, HealthChangeReason.RetryAfter) { Duration = TimeSpan.FromSeconds(spared) },
            Assert.Single(fleet.Log.Changes));

        fleet.Clock.Advance(TimeSpan.FromSeconds(spared - 0.001));
        Assert.Equal(2, fleet.Directed.Set!.Count);
        fleet.Wait(0.001);
        Assert.Equal(3, fleet.Directed.Set!.Count);
        Assert.Equal(new HealthChange(fleet[0], HealthState.Throttled, HealthState.Healthy, HealthChangeReason.RetryAfterOver), fleet.Log.Last);
        Assert.Equal(2, fleet.Log.Changes.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void NoTimeAtAll_SparesNobody(double seconds)
    {
        using var fleet = new Fleet(3);
        Throttle(fleet, 0, seconds);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void AMaximumOfZero_SwitchesSparingOff()
    {
        using var fleet = new Fleet(3, options => options.MaxRetryAfter = TimeSpan.Zero);
        Throttle(fleet, 0, 10);
        Assert.Empty(fleet.Log.Changes);
    }

    [Fact]
    public void AskedAgain_TheLaterTimeCounts_AndNothingIsRebuiltForIt()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.Enabled = false);
        var late = Enumerable.Range(0, 100).Select(_ => fleet.BeginAt(0)).ToList();
        Throttle(fleet, 0, 10);
        var built = fleet.Directed.Built;
        foreach (var attempt in late)
        {
            fleet.Clock.Advance(TimeSpan.FromMilliseconds(10));
            attempt.SpareEndpoint(TimeSpan.FromSeconds(10));
            attempt.SpareEndpoint(TimeSpan.FromSeconds(1));
            attempt.Complete(OutcomeKind.Throttled);
        }

        Assert.Equal(built, fleet.Directed.Built);
        fleet.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(HealthState.Throttled, fleet.StateOf(0));
        Assert.Equal(2, fleet.Directed.Set!.Count);
        fleet.Wait(0.1);
        Assert.Equal(3, fleet.Directed.Set!.Count);
        Assert.Equal(2, fleet.Log.Changes.Count);
    }

    [Fact]
    public void WhenAllAreSpared_RequestsFlow()
    {
        using var fleet = new Fleet(3);
        for (var i = 0; i < 3; i++) Throttle(fleet, i, 30);
        Assert.True(fleet.Cluster.IsPanicking);
        for (var i = 0; i < 3; i++) fleet.Send(i, OutcomeKind.Success);
        fleet.Wait(30);
        Assert.False(fleet.Cluster.IsPanicking);
        Assert.Equal(3, fleet.Count(HealthState.Healthy));
    }

    private static void Throttle(Fleet fleet, int index, double seconds)
    {
        var attempt = fleet.BeginAt(index);
        attempt.SpareEndpoint(TimeSpan.FromSeconds(seconds));
        attempt.Complete(OutcomeKind.Throttled);
    }
}
