using System.Collections.Concurrent;
using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

public sealed class HealthStressTests
{
    [Fact]
    public void RequestsEjectionsDrainsAndLists_AtOnce_LeaveNothingInFlight()
    {
        // Ejections last a millisecond, on the real clock, so that every transition meets every other. The last endpoint is never drained.
        var lists = new[] { EndpointSets.Descriptions(9), EndpointSets.Descriptions(9)[4..], EndpointSets.Descriptions([0, 2, 1, 1, 3, 1, 1, 1, 5]) };
        var resolver = new PushResolver(lists[0]);
        var log = new HealthLog();
        var health = new HealthOptions
        {
            OutlierDetection = { Interval = TimeSpan.FromMilliseconds(100), BaseEjectionTime = TimeSpan.FromMilliseconds(1), MaxEjectionTime = TimeSpan.FromMilliseconds(2), EjectionJitter = TimeSpan.Zero },
            SlowStart = { Window = TimeSpan.FromMilliseconds(5) },
        };
        var seen = new ConcurrentDictionary<Endpoint, bool>();
        using (var cluster = new Cluster("stress", resolver, LoadBalancer.LeastConnections(), new ClusterOptions { Health = health, Observer = log }))
        {
            ThreadTeam.Run(4, thread =>
            {
                var random = new Random(thread);
                for (var i = 0; i < (thread == 3 ? 2_000 : 30_000); i++)
                {
                    if (thread == 3) Disturb(cluster, resolver, lists, random);
                    else Request(cluster, random, seen);
                }
            });
        }

        Assert.All(seen.Keys, endpoint => Assert.Equal(0, endpoint.InFlight));
        Assert.Contains(log.Changes, change => change.Reason == HealthChangeReason.ConsecutiveServerErrors);
        Assert.Contains(log.Changes, change => change.Reason is HealthChangeReason.ProbeSucceeded or HealthChangeReason.ProbeFailed);
    }

    private static void Request(Cluster cluster, Random random, ConcurrentDictionary<Endpoint, bool> seen)
    {
        var attempt = cluster.Begin();
        seen.TryAdd(attempt.Endpoint, true);
        Assert.InRange(attempt.Endpoint.InFlight, 1, 3);
        if (random.Next(50) == 0) attempt.SpareEndpoint(TimeSpan.FromMilliseconds(1));
        attempt.Complete(random.Next(3) == 0 ? (OutcomeKind)random.Next(6) : OutcomeKind.ServerError);
    }

    private static void Disturb(Cluster cluster, PushResolver resolver, EndpointDescription[][] lists, Random random)
    {
        var endpoints = cluster.Endpoints;
        var endpoint = endpoints[random.Next(endpoints.Count - 1)];
        if (random.Next(3) == 0) resolver.Update(lists[random.Next(lists.Length)]);
        else if (random.Next(2) == 0) _ = cluster.Drain(endpoint);
        else cluster.Ready(endpoint);
    }
}
