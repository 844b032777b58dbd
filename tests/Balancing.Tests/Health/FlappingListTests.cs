using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>A list from which an endpoint vanishes for a moment is no amnesty: what is known about the endpoint still holds.</summary>
public sealed class FlappingListTests
{
    [Fact]
    public void AnEjectedEndpoint_StaysEjected_ForItsWholeTime()
    {
        using var fleet = new Fleet(3);
        fleet.Eject(0);
        for (var second = 0; second < 28; second++)
        {
            Flap(fleet);
            Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
            fleet.Wait(1);
        }

        fleet.Wait(2);
        Assert.Equal(HealthState.Probing, fleet.StateOf(0));

        // And its next ejection is twice as long.
        fleet.Send(0, OutcomeKind.ServerError);
        Flap(fleet);
        fleet.Wait(50);
        Flap(fleet);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
    }

    [Fact]
    public void RequestsInFlight_AreStillCounted_AndFailuresInARowGoOn()
    {
        using var fleet = new Fleet(3);
        var attempt = fleet.BeginAt(0);
        fleet.Send(0, OutcomeKind.ServerError, 3);
        Flap(fleet);
        Assert.Equal(1, fleet[0].InFlight);
        fleet.Send(0, OutcomeKind.ServerError);
        attempt.Complete(OutcomeKind.ServerError);
        Assert.Equal((0, HealthState.Ejected), (fleet[0].InFlight, fleet.StateOf(0)));
    }

    [Fact]
    public void ADrainedEndpoint_StaysDrained_UntilItIsReady()
    {
        using var fleet = new Fleet(3);
        _ = fleet.Cluster.Drain(fleet[0]);
        Flap(fleet);
        Assert.Equal(HealthState.Draining, fleet.StateOf(0));
        fleet.Cluster.Ready(fleet[0]);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }

    [Fact]
    public void AnEndpointThatFailsItsChecks_StaysOut_UntilOnePasses()
    {
        var sick = new Uri("http://10.0.0.1");
        using var fleet = Checks.Checked(2, new ScriptedProbe((endpoint, _) => ValueTask.FromResult(endpoint.Address != sick)));
        Checks.Until(() => fleet.Clock.ActiveTimers == 2);
        fleet.Wait(fleet.Options.ActiveChecks.Interval.TotalSeconds);
        Checks.Until(() => fleet.StateOf(0) == HealthState.Unhealthy);
        Flap(fleet);
        Assert.Equal(HealthState.Unhealthy, fleet.StateOf(0));
    }

    [Fact]
    public void ALimitThatWasLearned_IsKept()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(2));
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 100, Adaptive = { Enabled = true, InitialLimit = 10, MinLimit = 1 } };
        using var cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin(), new ClusterOptions { ConcurrencyLimits = limits, Health = HealthOptions.None() });
        cluster.Endpoints[0].MaxInFlight = 7;
        resolver.Update(EndpointSets.Descriptions(2)[1..]);
        resolver.Update(EndpointSets.Descriptions(3));
        Assert.Equal([7, 10, 10], cluster.Endpoints.Select(endpoint => endpoint.MaxInFlight));
    }

    private static void Flap(Fleet fleet)
    {
        var all = fleet.Cluster.Endpoints.Select(endpoint => endpoint.Description).ToArray();
        fleet.Resolver.Update(all[1..]);
        fleet.Resolver.Update(all);
    }
}
