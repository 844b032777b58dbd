using System.Collections.Concurrent;
using Balancing.Resolution;

namespace Balancing.Tests.Contract;

// What an algorithm must survive: threads, changes of the list, and ten thousand requests without an allocation.
public abstract partial class LoadBalancerContract
{
    [Fact]
    public void ConcurrentRequests_LoseNothing_AndLeaveNothingInFlight()
    {
        const int Threads = 4;
        const int PerThread = 6_000;
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([1, 2, 3, 4, 5])), Create());
        var members = cluster.Endpoints.ToHashSet();
        var counts = new ConcurrentDictionary<Endpoint, int>();
        ThreadTeam.Run(Threads, thread =>
        {
            for (var request = 0; request < PerThread; request++)
            {
                var attempt = cluster.Begin(ContextOf((thread * PerThread) + request).Affinity);
                counts.AddOrUpdate(attempt.Endpoint, 1, (_, count) => count + 1);
                attempt.Complete(OutcomeKind.Success);
            }
        });

        Assert.Equal(Threads * PerThread, counts.Values.Sum());
        Assert.Subset(members, counts.Keys.ToHashSet());
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));

        // Rotations are exact whatever the threads do: 24,000 is a whole number of periods, both of 5 turns and of 15.
        if (ExactPeriod(EndpointSets.Weighted(1, 2, 3, 4, 5)) is not { } period) return;
        Assert.Equal(0, Threads * PerThread % period);
        var shares = ExpectedShares(EndpointSets.Weighted(1, 2, 3, 4, 5));
        Assert.Equal(shares.Select(share => (int)Math.Round(share * Threads * PerThread)), cluster.Endpoints.Select(endpoint => counts[endpoint]));
    }

    [Fact]
    public void ChangesOfTheList_UnderLoad_LoseNothing()
    {
        var lists = new[] { EndpointSets.Descriptions(3), EndpointSets.Descriptions(7), EndpointSets.Descriptions([2, 1, 0, 4]), EndpointSets.Descriptions(1) };
        var resolver = new PushResolver(lists[0]);
        using var cluster = new Cluster("test", resolver, Create());
        var seen = new ConcurrentDictionary<Endpoint, bool>();
        ThreadTeam.Run(3, thread =>
        {
            for (var request = 0; request < 3_000; request++)
            {
                if (thread == 0)
                {
                    resolver.Update(lists[request % lists.Length]);
                    continue;
                }

                var attempt = cluster.Begin(ContextOf(request).Affinity);
                seen[attempt.Endpoint] = true;
                attempt.Complete(OutcomeKind.Success);
            }
        });

        Assert.All(seen.Keys, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    [Fact]
    public void Rebuild_KeepsWhatIsInFlight_AndCompletionsFindTheirWay()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(4));
        using var cluster = new Cluster("test", resolver, Create());
        var attempts = Enumerable.Range(0, 40).Select(request => cluster.Begin(ContextOf(request).Affinity)).ToList();
        var before = cluster.Endpoints.ToDictionary(endpoint => endpoint, endpoint => endpoint.InFlight);

        resolver.Update(EndpointSets.Descriptions(6).Reverse());

        Assert.Equal(40, before.Values.Sum());
        Assert.All(before, known => Assert.Equal(known.Value, cluster.Endpoints.Single(endpoint => endpoint == known.Key).InFlight));
        attempts.ForEach(attempt => attempt.Complete(OutcomeKind.Success));
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    [Fact]
    public void DepartedEndpoint_GetsNothingMore()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(5));
        using var cluster = new Cluster("test", resolver, Create());
        resolver.Update(EndpointSets.Descriptions(2));
        for (var request = 0; request < 500; request++) Assert.Contains(cluster.Begin(ContextOf(request).Affinity).Endpoint, cluster.Endpoints);
        Assert.Equal(2, cluster.Endpoints.Count);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 3)]
    public void Requests_AllocateNothing(double a, double b, double c)
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([a, b, c])), Create());
        var contexts = Enumerable.Range(0, 64).Select(ContextOf).ToArray();

        // What the runtime allocates once for itself may fall into any round, what a request allocates falls into all of them.
        var least = Enumerable.Range(0, 4).Min(_ => AllocatedBy(cluster, contexts, 10_000));

        Assert.Equal(0, least);
    }

    private static long AllocatedBy(Cluster cluster, PickContext[] contexts, int requests)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var request = 0; request < requests; request++) cluster.Begin(contexts[request % contexts.Length].Affinity).Complete(OutcomeKind.Success);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
