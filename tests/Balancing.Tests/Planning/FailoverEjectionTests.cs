using Balancing.Internal;
using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Planning;

/// <summary>The cap on ejections is there so that somebody is left: where another tier can take over, somebody is.</summary>
public sealed class FailoverEjectionTests
{
    [Theory]
    [InlineData(OutcomeKind.ServerError, 5)]
    [InlineData(OutcomeKind.LocalOriginFailure, 3)]
    public void WhereAllOfATierFail_TheNextGetsEverything(OutcomeKind kind, int times)
    {
        using var fleet = ActivePassive(2, 1);
        fleet.Send(0, kind, times);
        fleet.Send(1, kind, times);
        Assert.Equal([HealthState.Ejected, HealthState.Ejected, HealthState.Healthy], States(fleet));
        Assert.Equal([fleet[2]], fleet.Directed.Set!);
        Assert.False(fleet.Cluster.IsPanicking);
        for (var i = 0; i < 50; i++) fleet.Send(2, OutcomeKind.Success);
    }

    [Fact]
    public void IfTheNextTierFailsToo_ItStays_ForSomebodyMust()
    {
        using var fleet = ActivePassive(2, 1);
        fleet.Send(0, OutcomeKind.ServerError, 5);
        fleet.Send(1, OutcomeKind.ServerError, 5);
        fleet.Send(2, OutcomeKind.ServerError, 50);
        Assert.Equal([HealthState.Ejected, HealthState.Ejected, HealthState.Healthy], States(fleet));

        // The first who is back takes over, at once, since the tier in use fails: it is ejected as soon as somebody is well.
        fleet.Wait(30);
        Assert.Same(fleet[0], fleet.Cluster.Begin().Endpoint);
        fleet.Directed.Target = null;
        fleet.Cluster.Begin().Complete(OutcomeKind.Success);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(1));
        Assert.Equal(HealthState.Ejected, fleet.StateOf(2));
        Assert.Equal([fleet[1]], fleet.Directed.Set!);
    }

    /// <summary>All fail together, and are looked at together: one tier's worth goes, never everybody.</summary>
    [Fact]
    public void WhereAllFailAtOnce_SomebodyIsLeft()
    {
        for (var first = 0; first < 3; first++)
        {
            using var fleet = ActivePassive(2, 1);
            foreach (var endpoint in fleet.Cluster.Endpoints.Skip(first).Concat(fleet.Cluster.Endpoints.Take(first)))
            {
                for (var i = 0; i < 20; i++) endpoint.Outcomes.Record(OutcomeKind.ServerError, TimeSpan.FromMilliseconds(1), default(ConsecutiveLimits));
            }

            fleet.Wait(10);
            Assert.InRange(fleet.Count(HealthState.Healthy), 1, 2);
        }
    }

    /// <summary>A passive tier that is not well itself is no reason to give up the active one.</summary>
    [Fact]
    public void WhereTheNextTierIsSick_TheCapHolds()
    {
        using var fleet = ActivePassive(4, 3);
        fleet[4].Status.FailsChecks = true;
        fleet[5].Status.FailsChecks = true;
        for (var i = 0; i < 4; i++) fleet.Send(i, OutcomeKind.ServerError, 5);

        // Five of seven are well, and one may go before it is less than half.
        Assert.Equal(1, fleet.Count(HealthState.Ejected));
    }

    [Fact]
    public void AtZeroPercent_NobodyIsEjected()
    {
        using var fleet = ActivePassive(2, 1, options => options.MaxEjectionPercent = 0);
        foreach (var index in new[] { 0, 1 }) fleet.Send(index, OutcomeKind.ServerError, 50);
        Assert.Equal(0, fleet.Count(HealthState.Ejected));
    }

    [Fact]
    public void FailurePercentage_ObeysTheCap()
    {
        using var fleet = ActivePassive(2, 1, options => options.ConsecutiveServerErrors = 0);
        foreach (var index in new[] { 0, 1 }) fleet.Send(index, OutcomeKind.ServerError, 50);
        fleet.Wait(10);
        Assert.Equal(1, fleet.Count(HealthState.Ejected));
        Assert.Equal(HealthChangeReason.FailurePercentage, fleet.Log.Last.Reason);
    }

    [Fact]
    public void SuccessRateAndLatency_ObeyTheCap()
    {
        // 1 % is one endpoint. Two of six answer half of the requests only, or slowly.
        using var failing = ActivePassive(6, 2, options =>
        {
            (options.MaxEjectionPercent, options.ConsecutiveServerErrors, options.ConsecutiveGatewayErrors) = (1, 0, 0);
            options.SuccessRateStandardDeviations = 0.5;
        });
        for (var i = 0; i < 120; i++)
        {
            for (var index = 0; index < 6; index++) failing.Send(index, index < 2 && i % 2 == 0 ? OutcomeKind.ServerError : OutcomeKind.Success);
        }

        failing.Wait(10);
        Assert.Equal(HealthChangeReason.SuccessRate, Assert.Single(failing.Log.Changes).Reason);

        using var slow = ActivePassive(6, 2, options => options.MaxEjectionPercent = 1);
        for (var index = 0; index < 6; index++) slow.Send(index, OutcomeKind.Success, 40, index < 2 ? 1 : 0.01);
        slow.Wait(10);
        Assert.Equal(HealthChangeReason.Latency, Assert.Single(slow.Log.Changes).Reason);
    }

    [Fact]
    public void OneTierAlone_KeepsItsCap()
    {
        using var fleet = ActivePassive(3, 0);
        for (var i = 0; i < 3; i++) fleet.Send(i, OutcomeKind.ServerError, 5);
        Assert.Equal(1, fleet.Count(HealthState.Ejected));
    }

    /// <summary>
    /// The passive endpoint was ejected for a few repeated requests that failed there as everywhere, long ago. It gets no requests while the active tier is well. Were it not tried all the
    /// same, it would be missing for good: when the active tier fails nobody could take over, and the cap would keep even that in use.
    /// </summary>
    [Fact]
    public void APassiveEndpoint_ThatWasEjected_IsBackBeforeItIsNeeded()
    {
        using var fleet = ActivePassive(2, 1);
        for (var i = 0; i < 5; i++)
        {
            var tried = new TriedEndpoints();
            foreach (var active in new[] { fleet[0], fleet[1] }) tried.Add(active);
            var attempt = fleet.Cluster.Begin(tried: tried);
            Assert.Same(fleet[2], attempt.Endpoint);
            attempt.Complete(OutcomeKind.ServerError);
        }

        Assert.Equal(HealthState.Ejected, fleet.StateOf(2));
        for (var second = 0; second < 120; second++)
        {
            fleet.Wait(1);
            fleet.Cluster.Begin().Complete(OutcomeKind.Success);
        }

        Assert.Equal(HealthState.Healthy, fleet.StateOf(2));
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 3);
        fleet.Send(1, OutcomeKind.LocalOriginFailure, 3);
        Assert.Equal([fleet[2]], fleet.Directed.Set!);
    }

    /// <summary>While the rest of its tier could take over, nobody behind the tier in use is bothered.</summary>
    [Fact]
    public void APassiveEndpoint_IsNotTried_WhileItsTierIsWellWithoutIt()
    {
        using var fleet = ActivePassive(2, 3);
        for (var i = 0; i < 100 && fleet.StateOf(2) == HealthState.Healthy; i++)
        {
            var tried = new TriedEndpoints();
            foreach (var other in fleet.Cluster.Endpoints.Where(endpoint => endpoint != fleet[2])) tried.Add(other);
            fleet.Cluster.Begin(tried: tried).Complete(OutcomeKind.ServerError);
        }

        fleet.Wait(30);
        Assert.Equal(HealthState.Probing, fleet.StateOf(2));
        for (var i = 0; i < 20; i++) Assert.Equal(0, fleet.Cluster.Begin().Endpoint.Priority);
    }

    private static HealthState[] States(Fleet fleet) => [.. fleet.Cluster.Endpoints.Select(fleet.Cluster.HealthOf)];

    private static Fleet ActivePassive(int active, int passive, Action<OutlierDetectionOptions>? configure = null)
    {
        var fleet = new Fleet(active + passive, health => configure?.Invoke(health.OutlierDetection));
        fleet.Resolver.Update(Enumerable.Range(0, active + passive).Select(i => Plans.Description(i, i < active ? 0 : 1)));
        return fleet;
    }
}
