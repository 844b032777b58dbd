using Balancing.Health;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>How many may go: at least one, never the last, none at 0 %.</summary>
public sealed class EjectionCapTests
{
    [Theory]
    [InlineData(1, 50, 0)]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 1)]
    [InlineData(5, 50, 2)]
    [InlineData(9, 50, 4)]
    [InlineData(100, 50, 50)]
    [InlineData(1, 100, 0)]
    [InlineData(2, 100, 1)]
    [InlineData(3, 100, 2)]
    [InlineData(5, 100, 4)]
    [InlineData(100, 100, 99)]
    [InlineData(2, 10, 1)]
    [InlineData(3, 10, 1)]
    [InlineData(9, 10, 1)]
    [InlineData(100, 10, 10)]
    [InlineData(1, 1, 0)]
    [InlineData(100, 1, 1)]
    [InlineData(1, 0, 0)]
    [InlineData(9, 0, 0)]
    [InlineData(100, 0, 0)]
    public void Failing_Everywhere_EjectsAsManyAsTheCapSays(int count, int percent, int expected)
    {
        using var fleet = new Fleet(count, options =>
        {
            options.OutlierDetection.MaxEjectionPercent = percent;
            options.PanicThreshold = 0;
        });
        var options = new OutlierDetectionOptions { MaxEjectionPercent = percent };
        Assert.Equal(expected, new OutlierDetector(options, 0.5, default, new FixedRandom(0)).MayBeEjected(count));

        for (var i = 0; i < count; i++) fleet.Send(i, OutcomeKind.ServerError, 5);
        fleet.Wait(10);
        Assert.Equal(expected, fleet.Count(HealthState.Ejected));
        Assert.Equal(expected, fleet.Log.Changes.Count);
    }

    [Fact]
    public void AProbingEndpoint_StillCountsAsOut()
    {
        using var fleet = new Fleet(3);
        fleet.Eject(0);
        fleet.Wait(30);
        var probe = fleet.BeginAt(0);
        fleet.Send(1, OutcomeKind.ServerError, 5);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(1));

        // Once it is back there is room; who still fails goes at the next look.
        probe.Complete(OutcomeKind.Success);
        Assert.Equal((HealthState.Healthy, HealthState.Ejected), (fleet.StateOf(0), fleet.StateOf(1)));
    }

    [Fact]
    public void TheLastThatIsWell_IsNeverEjected_WhenTheOthersFailTheirChecks()
    {
        using var fleet = new Fleet(3, options => (options.FailClosed, options.PanicThreshold) = (true, 0));
        fleet[0].Status.FailsChecks = true;
        fleet[1].Status.FailsChecks = true;
        fleet.Send(2, OutcomeKind.ServerError, 500);
        fleet.Wait(10);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(2));
    }

    [Fact]
    public void TheLastThatIsNotDrained_IsNeverEjected()
    {
        using var fleet = new Fleet(3);
        _ = fleet.Cluster.Drain(fleet[0]);
        _ = fleet.Cluster.Drain(fleet[1]);
        fleet.Send(2, OutcomeKind.ServerError, 500);
        fleet.Wait(10);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(2));
    }

    [Fact]
    public void TheMostCertainDetector_GoesFirst_WhereThereIsRoomForOne()
    {
        // At the sweep endpoint 0 is slow and endpoint 2 has five errors in a row that came while endpoint 1 was out.
        using var fleet = new Fleet(4, options => options.OutlierDetection.MaxEjectionPercent = 25);
        fleet.Eject(1);
        fleet.Wait(29);
        for (var i = 0; i < 4; i++)
        {
            if (i != 1) fleet.Send(i, OutcomeKind.Success, 40, i == 0 ? 1 : 0.01);
        }

        fleet.Send(2, OutcomeKind.ServerError, 7);
        fleet.Wait(0.998);
        fleet.Send(1, OutcomeKind.Success);
        Assert.Equal([HealthState.Healthy, HealthState.Healthy, HealthState.Ejected, HealthState.Healthy], Enumerable.Range(0, 4).Select(fleet.StateOf));
    }

    [Fact]
    public void AListThatShrinksToTheEjected_IsStillServed()
    {
        using var fleet = new Fleet(5);
        fleet.Eject(0);
        fleet.Eject(1);
        fleet.Resolver.Update(EndpointSets.Descriptions(2));
        Assert.True(fleet.Cluster.IsPanicking);
        fleet.Send(0, OutcomeKind.Success);
        fleet.Send(1, OutcomeKind.Success);
        fleet.Wait(30);
        fleet.Send(0, OutcomeKind.Success);
        fleet.Send(1, OutcomeKind.Success);
        Assert.Equal(2, fleet.Count(HealthState.Healthy));
        Assert.False(fleet.Cluster.IsPanicking);
    }
}
