using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>When too few endpoints are well their health is ignored, or requests fail at once: the user's choice.</summary>
public sealed class PanicTests
{
    [Theory]
    [InlineData(2, 0.5, 1)]
    [InlineData(3, 0.5, 1)]
    [InlineData(5, 0.5, 2)]
    [InlineData(9, 0.5, 4)]
    [InlineData(100, 0.5, 50)]
    [InlineData(4, 0, 3)]
    [InlineData(4, 1, 0)]
    [InlineData(10, 0.75, 2)]
    public void Panic_BeginsBelowTheThreshold(int count, double threshold, int calmWith)
    {
        // calmWith: how many may be down before panic begins.
        using var fleet = new Fleet(count, options => options.PanicThreshold = threshold);
        for (var i = 0; i < calmWith; i++) Down(fleet, i);
        Assert.False(fleet.Cluster.IsPanicking);
        Assert.Equal(count - calmWith, fleet.Directed.Set!.Count);

        Down(fleet, calmWith);
        Assert.True(fleet.Cluster.IsPanicking);
        Assert.Equal(count, fleet.Directed.Set!.Count);
        Assert.Equal([true], fleet.Log.Panics);
    }

    [Fact]
    public void Observers_AreToldOncePerChange()
    {
        using var fleet = new Fleet(4);
        for (var i = 0; i < 4; i++) Down(fleet, i);
        fleet.Wait(60);
        Assert.Equal([true], fleet.Log.Panics);
        for (var i = 0; i < 4; i++) Up(fleet, i);
        fleet.Wait(60);
        Assert.Equal([true, false], fleet.Log.Panics);
    }

    [Fact]
    public void WhenAllAreSick_RequestsStillFlow_AndRecoveryNeedsNoRestart()
    {
        using var fleet = new Fleet(3, options =>
        {
            options.OutlierDetection.MaxEjectionPercent = 100;
            options.PanicThreshold = 0.7;
        });
        for (var second = 0; second < 120; second++) Requests(OutcomeKind.ServerError);
        Assert.Equal(3, fleet.Directed.Set!.Count);

        for (var second = 0; second < 300; second++) Requests(OutcomeKind.Success);
        Assert.False(fleet.Cluster.IsPanicking);
        Assert.Equal(3, fleet.Count(HealthState.Healthy));

        void Requests(OutcomeKind kind)
        {
            for (var i = 0; i < 9; i++)
            {
                fleet.Directed.Target = fleet[i % 3];
                fleet.Cluster.Begin().Complete(kind, TimeSpan.FromMilliseconds(1));
            }

            fleet.Wait(1);
        }
    }

    [Fact]
    public void AnEjectionThatWouldBeginAPanic_IsNotMade()
    {
        // Two of four fail their checks. Were a third ejected, all four would be used again, the two that are down among them.
        using var fleet = new Fleet(4, options => options.OutlierDetection.MaxEjectionPercent = 100);
        Down(fleet, 0);
        Down(fleet, 1);
        fleet.Wait(1);
        fleet.Send(2, OutcomeKind.ServerError, 50);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(2));
        Assert.False(fleet.Cluster.IsPanicking);
        Assert.Equal([fleet[2], fleet[3]], fleet.Directed.Set!);
    }

    [Fact]
    public void WhereMostAreSick_TheOneThatIsWellKeepsHalfOfTheTraffic()
    {
        // Three of four fail. Two are ejected; ejecting the third would begin a panic, and three requests of four would fail again.
        using var fleet = new Fleet(4, options => options.OutlierDetection.MaxEjectionPercent = 100);
        for (var i = 0; i < 3; i++) fleet.Send(i, OutcomeKind.ServerError, 5);
        Assert.Equal(2, fleet.Count(HealthState.Ejected));
        Assert.Equal([fleet[2], fleet[3]], fleet.Directed.Set!);
    }

    [Fact]
    public void FailClosed_FailsAtOnce_AndStillTriesToReturn()
    {
        using var fleet = new Fleet(3, options => (options.FailClosed, options.OutlierDetection.MaxEjectionPercent) = (true, 100));
        fleet.Eject(0);
        fleet.Eject(1);
        Assert.Equal(NoEndpointReason.AllUnhealthy, Assert.Throws<NoEndpointException>(() => fleet.Cluster.Begin()).Reason);
        Assert.Equal([true], fleet.Log.Panics);

        fleet.Wait(30);
        var probe = fleet.Cluster.Begin();
        Assert.Same(fleet[0], probe.Endpoint);
        probe.Complete(OutcomeKind.Success);
        Assert.Equal([true, false], fleet.Log.Panics);
        fleet.Send(2, OutcomeKind.Success, 0);
        Assert.Same(fleet[1], fleet.Cluster.Begin().Endpoint);
    }

    [Fact]
    public void DrainedEndpoints_CountNeitherAsWellNorAsSick()
    {
        using var fleet = new Fleet(4);
        _ = fleet.Cluster.Drain(fleet[0]);
        _ = fleet.Cluster.Drain(fleet[1]);
        Down(fleet, 2);
        Assert.False(fleet.Cluster.IsPanicking);
        Assert.Equal([fleet[3]], fleet.Directed.Set!);
        Down(fleet, 3);
        Assert.Equal([fleet[2], fleet[3]], fleet.Directed.Set!);
    }

    [Fact]
    public void WhatPanicSentToAnEjectedEndpoint_DoesNotDecideItsReturn()
    {
        using var fleet = new Fleet(3);
        fleet.Eject(0);
        Down(fleet, 1);
        Down(fleet, 2);
        fleet.Send(0, OutcomeKind.ServerError, 20);
        var (good, bad) = (fleet.BeginAt(0), fleet.BeginAt(0));
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));

        fleet.Wait(30);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));
        good.Complete(OutcomeKind.Success);
        bad.Complete(OutcomeKind.ServerError);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));

        // One that was sent there since does, though nobody chose it to try the endpoint.
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    private static void Down(Fleet fleet, int index) => Check(fleet, index, true);

    private static void Up(Fleet fleet, int index) => Check(fleet, index, false);

    private static void Check(Fleet fleet, int index, bool fails)
    {
        fleet[index].Status.FailsChecks = fails;
        fleet.Cluster.LoadBalancer = fleet.Directed;
    }
}
