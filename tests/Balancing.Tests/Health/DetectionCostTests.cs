using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>What detection costs a request, and what is left of it where it is off or over.</summary>
public sealed class DetectionCostTests
{
    [Fact]
    public void Requests_AllocateNothing_HoweverTheyEnd()
    {
        using var cluster = new Cluster("cost", new StaticResolver(EndpointSets.Descriptions(4)), LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = new FakeTimeProvider() });
        var least = Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 6_000; i++) cluster.Begin().Complete((OutcomeKind)(i / 4 % 6), TimeSpan.FromMilliseconds(3));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(HealthState.Healthy, cluster.HealthOf(endpoint)));
    }

    [Fact]
    public void ACluster_WithAProbingEndpoint_AllocatesNothingEither()
    {
        using var fleet = new Fleet(3, loadBalancer: LoadBalancer.RoundRobin());
        for (var i = 0; i < 15; i++)
        {
            var attempt = fleet.Cluster.Begin();
            attempt.Complete(attempt.Endpoint == fleet[0] ? OutcomeKind.ServerError : OutcomeKind.Success, TimeSpan.Zero);
        }

        fleet.Wait(30);
        var probe = fleet.Cluster.Begin();
        Assert.Equal((fleet[0], HealthState.Probing), (probe.Endpoint, fleet.StateOf(0)));
        var least = Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 2_000; i++) fleet.Cluster.Begin().Complete(OutcomeKind.Success, TimeSpan.Zero);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Fact]
    public void WithoutDetection_NobodyIsEjected()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.Enabled = false);
        fleet.Send(0, OutcomeKind.LocalOriginFailure, 500);
        fleet.Wait(100);
        Assert.Empty(fleet.Log.Changes);
        Assert.Equal(0, fleet.Clock.ActiveTimers);
    }

    [Fact]
    public void AfterDisposal_NobodyIsEjected_ForNobodyWouldBringThemBack()
    {
        var fleet = new Fleet(3);
        fleet.Dispose();
        fleet.Send(0, OutcomeKind.ServerError, 50);
        fleet.BeginAt(0).SpareEndpoint(TimeSpan.FromSeconds(5));
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        Assert.Equal(0, fleet.Clock.ActiveTimers);
    }

    [Fact]
    public void AfterDisposal_DrainingAndNewLoadBalancersStillWork_OnTheRealClockToo()
    {
        var cluster = new Cluster("gone", new StaticResolver(EndpointSets.Descriptions(2)), LoadBalancer.RoundRobin());
        cluster.Dispose();
        cluster.LoadBalancer = LoadBalancer.LeastConnections();
        Assert.True(cluster.Drain(cluster.Endpoints[0]).IsCompleted);
        for (var i = 0; i < 20; i++) Assert.Same(cluster.Endpoints[1], cluster.Begin().Endpoint);
        cluster.Ready(cluster.Endpoints[0]);
        Assert.Same(cluster.Endpoints[0], cluster.Begin().Endpoint);
        cluster.Dispose();
    }
}
