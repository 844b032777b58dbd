using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>A probing endpoint that is drained, removed, or still there on the next list.</summary>
public sealed class ProbingMembershipTests
{
    [Fact]
    public void ADrainedEndpoint_IsNotTried_UntilItIsReady()
    {
        using var fleet = Fleet.Probing();
        _ = fleet.Cluster.Drain(fleet[0]);
        fleet.SendElsewhere(0);
        fleet.Cluster.Ready(fleet[0]);
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void ARemovedEndpoint_IsNotTried_UntilItIsBack()
    {
        using var fleet = Fleet.Probing();
        var gone = fleet[0];
        fleet.Resolver.Update(EndpointSets.Descriptions(3)[1..]);
        for (var i = 0; i < 10; i++) Assert.NotSame(gone, fleet.Cluster.Begin().Endpoint);
        fleet.Resolver.Update(EndpointSets.Descriptions(3));
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));
        fleet.Send(0, OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void AListRefresh_KeepsTheProbe()
    {
        using var fleet = Fleet.Probing();
        var probe = fleet.BeginAt(0);
        fleet.Resolver.Update(EndpointSets.Descriptions(4));
        Assert.Same(fleet[1], fleet.Cluster.Begin().Endpoint);
        probe.Complete(OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }
}
