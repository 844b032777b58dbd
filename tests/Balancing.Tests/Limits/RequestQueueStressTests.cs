using System.Collections.Concurrent;
using Balancing.Resolution;

namespace Balancing.Tests.Limits;

public sealed class RequestQueueStressTests
{
    private const int Threads = 4;
    private const int PerThread = 4_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Requests that come, wait, give up, are let in and end on all threads, while time goes on, lists change and endpoints are drained: each ends in one of the
    /// ways it may, and nothing is left. One that nobody woke would wait for ever, for the clock stands still in the end. The last endpoint is on each list and is
    /// never drained.
    /// </summary>
    [Theory]
    [InlineData(null, 2)]
    [InlineData(3, null)]
    [InlineData(5, 1)]
    public async Task AllRequestsEnd_AndNothingIsLeftInFlight(int? together, int? perEndpoint)
    {
        var clock = new FakeTimeProvider();
        var lists = new[] { EndpointSets.Descriptions(6), EndpointSets.Descriptions(6)[2..], EndpointSets.Descriptions(6)[3..] };
        var resolver = new PushResolver(lists[0]);
        var limits = new ConcurrencyLimitOptions { MaxInFlight = together, MaxInFlightPerEndpoint = perEndpoint, MaxQueueLength = 2_000, QueueTimeout = TimeSpan.FromMilliseconds(50) };
        var tasks = new ConcurrentBag<Task<bool>>();
        var seen = new ConcurrentDictionary<Endpoint, bool>();
        using var cluster = new Cluster("stress", resolver, LoadBalancer.LeastConnections(), new ClusterOptions { ConcurrencyLimits = limits, TimeProvider = clock, Health = HealthOptions.None() });

        ThreadTeam.Run(Threads, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < PerThread; i++)
            {
                tasks.Add(RequestAsync(random.Next(20), new Random(random.Next())));
                if (thread == 0 && i % 50 == 0) Disturb(random);
            }
        });
        var ended = await Task.WhenAll(tasks).WaitAsync(Patience);

        Assert.Equal(Threads * PerThread, ended.Length);
        Assert.InRange(ended.Count(served => served), 1, Threads * PerThread);
        Assert.All(seen.Keys, endpoint => Assert.Equal(0, endpoint.InFlight));
        await clock.WhenIdleAsync().WaitAsync(Patience);

        // As much room as there was, and no more.
        var room = Math.Min(together ?? int.MaxValue, perEndpoint * cluster.Endpoints.Count ?? int.MaxValue);
        foreach (var endpoint in cluster.Endpoints) cluster.Ready(endpoint);
        for (var i = 0; i < room; i++) cluster.Begin();
        Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);

        void Disturb(Random random)
        {
            var endpoints = cluster.Endpoints;
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(5)));
            if (random.Next(3) == 0) resolver.Update(lists[random.Next(lists.Length)]);
            else if (random.Next(2) == 0) _ = cluster.Drain(endpoints[random.Next(endpoints.Count - 1)]);
            else foreach (var endpoint in endpoints) cluster.Ready(endpoint);
        }

        async Task<bool> RequestAsync(int fate, Random random)
        {
            using var cancel = new CancellationTokenSource();
            try
            {
                var beginning = cluster.BeginAsync(tried: fate == 1 ? new TriedEndpoints() : null, cancellationToken: cancel.Token);
                if (fate == 0) await cancel.CancelAsync();
                var attempt = await beginning;
                seen.TryAdd(attempt.Endpoint, true);
                Assert.InRange(attempt.Endpoint.InFlight, 1, perEndpoint ?? together ?? 0);
                for (var yields = random.Next(4); yields > 0; yields--) await Task.Yield();
                attempt.Complete((OutcomeKind)random.Next(6));
                return true;
            }
            catch (OperationCanceledException) when (fate == 0)
            {
                return false;
            }
            catch (NoEndpointException e) when (e.Reason is NoEndpointReason.Saturated or NoEndpointReason.QueueTimeout)
            {
                return false;
            }
        }
    }
}
