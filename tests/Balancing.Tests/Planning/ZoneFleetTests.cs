using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>Many clients in three zones, each with a cluster of its own, and servers in the same zones: what comes of it all together.</summary>
public sealed class ZoneFleetTests
{
    private const int Requests = 4_000;

    private static readonly string[] Zones = ["a", "b", "c"];

    /// <summary>
    /// The optimum: zone i sends lᵢ of all requests, and has uᵢ of the capacity. Every server is to have the same load, so uᵢ of all requests end in zone i, of which min(lᵢ, uᵢ) at most
    /// can come from there: at least 1 − Σ min(lᵢ, uᵢ) cross. The bounds are those of <see cref="Chance"/>: requests are drawn independently, and a sum of Bernoulli variables has no more variance than
    /// a binomial one of the same mean.
    /// </summary>
    [Theory]
    [InlineData(new[] { 12, 6, 2 }, new[] { 10, 10, 4 }, -1)]
    [InlineData(new[] { 12, 6, 2 }, new[] { 10, 10, 4 }, 0)]
    [InlineData(new[] { 12, 6, 2 }, new[] { 10, 10, 4 }, 1)]
    [InlineData(new[] { 12, 6, 2 }, new[] { 10, 10, 4 }, 2)]
    [InlineData(new[] { 5, 5, 5 }, new[] { 6, 6, 6 }, 0)]
    [InlineData(new[] { 3, 9, 3 }, new[] { 2, 4, 12 }, 2)]
    public void RequestsCross_AsLittleAsEqualLoadAllows(int[] clients, int[] servers, int degraded)
    {
        var descriptions = servers.SelectMany((count, zone) => Enumerable.Range(zone * 1_000, count).Select(i => Plans.Description(i, 0, Zones[zone], weight: 1 + (i % 2)))).ToArray();
        var sick = descriptions.Where(server => degraded >= 0 && server.Zone == Zones[degraded]).Where((_, i) => i % 4 < 2).Select(server => server.Address).ToHashSet();
        var topology = new TopologyOptions { ClientShares = Zones.Zip(clients).ToDictionary(pair => pair.First, pair => (double)pair.Second) };
        var (loads, crossed, total) = (new Dictionary<Uri, int>(), 0, clients.Sum() * Requests);
        for (var zone = 0; zone < Zones.Length; zone++)
        {
            for (var client = 0; client < clients[zone]; client++) Run(zone, (zone * 100) + client);
        }

        var well = descriptions.Where(server => !sick.Contains(server.Address)).ToArray();
        var capacity = well.Sum(server => server.Weight);
        var optimum = 1 - Zones.Select((zone, i) => Math.Min(clients[i] / (double)clients.Sum(), well.Where(server => server.Zone == zone).Sum(server => server.Weight) / capacity)).Sum();
        Assert.InRange(crossed / (double)total, optimum - 0.02, optimum + 0.02);
        Assert.Equal(well.Length, loads.Count);
        Assert.All(well, server =>
        {
            var (share, allowed) = (server.Weight / capacity, Chance.Deviation(total, server.Weight / capacity, well.Length));
            Assert.InRange(loads[server.Address], (total * share) - allowed, (total * share) + allowed);
        });

        void Run(int zone, int seed)
        {
            var random = new Random(seed);
            using var cluster = new Cluster("test", new StaticResolver(descriptions), LoadBalancer.FromPick((EndpointSet set, in PickContext context) => set.DrawBut(in context, random)!), new ClusterOptions
            {
                TimeProvider = new FakeTimeProvider(),
                Topology = topology with { LocalZone = Zones[zone] },
                Random = random,
            });
            foreach (var endpoint in cluster.Endpoints) endpoint.Status.FailsChecks = sick.Contains(endpoint.Address);
            cluster.LoadBalancer = cluster.LoadBalancer;
            for (var i = 0; i < Requests; i++)
            {
                var attempt = cluster.Begin();
                loads[attempt.Endpoint.Address] = loads.GetValueOrDefault(attempt.Endpoint.Address) + 1;
                if (attempt.Endpoint.Zone != Zones[zone]) crossed++;
                attempt.Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(1));
            }
        }
    }
}
