using Balancing.Resolution;

namespace Balancing.Tests.Limits;

/// <summary>What limits cost a request: two compare-and-swaps more, and no allocation, whether there are any or not.</summary>
public sealed class LimitCostTests
{
    public static TheoryData<int?, int?, bool, int> Limits => new()
    {
        { null, null, false, 0 },
        { 50, null, false, 0 },
        { null, 50, false, 0 },
        { 50, 50, false, 100 },
        { null, null, true, 0 },
        { 50, 50, true, 100 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Requests_AllocateNothing_HoweverTheyEnd(int? together, int? perEndpoint, bool adaptive, int queue)
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlight = together, MaxInFlightPerEndpoint = perEndpoint, Adaptive = { Enabled = adaptive }, MaxQueueLength = queue };
        using var cluster = new Cluster(
            "cost",
            new StaticResolver(EndpointSets.Descriptions(4)),
            LoadBalancer.RoundRobin(),
            new ClusterOptions { ConcurrencyLimits = limits, TimeProvider = new FakeTimeProvider(), Health = HealthOptions.None() });

        // What the runtime allocates once for itself may fall into any round, what a request allocates falls into all of them.
        var least = Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 6_000; i++) cluster.Begin().Complete((OutcomeKind)(i / 4 % 6), TimeSpan.FromMilliseconds(3));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Fact]
    public void PassingOverFullEndpoints_AllocatesNothing()
    {
        var options = new ClusterOptions { ConcurrencyLimits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 } };
        using var cluster = new Cluster("cost", new StaticResolver(EndpointSets.Descriptions(4)), LoadBalancer.Random(), options);
        for (var i = 0; i < 3; i++) cluster.Begin();
        var least = Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 6_000; i++) cluster.Begin().Complete(OutcomeKind.Success);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }
}
