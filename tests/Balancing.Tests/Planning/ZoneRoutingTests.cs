using Balancing.Planning;
using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>How a tier's requests are split over zones: with u a zone's share of the capacity and l its share of the clients, min(1, u ÷ l) stay, the rest goes where u exceeds l.</summary>
public sealed class ZoneRoutingTests
{
    /// <summary>Servers in a, b and c, clients there, and what a client in a does.</summary>
    public static TheoryData<double[], double[], double[]> Examples => new()
    {
        { [10, 10, 10], [1, 1, 1], [1, 0, 0] },
        { [5, 10, 15], [1, 1, 1], [0.5, 0, 0.5] },
        { [20, 5, 5], [1, 1, 1], [1, 0, 0] },
        { [1, 1, 1], [2, 1, 1], [2 / 3.0, 1 / 6.0, 1 / 6.0] },
        { [2, 3, 5], [4, 1, 5], [0.5, 0.5, 0] },
        { [1, 6, 3], [5, 3, 2], [0.2, 0.6, 0.2] },
        { [0, 1, 3], [2, 1, 1], [0, 0, 1] },
        { [0, 1, 3], [0, 1, 3], [0, 0.25, 0.75] },
        { [3, 0, 3], [1, 1, 1], [1, 0, 0] },
        { [1, 0, 3], [1, 1, 2], [1, 0, 0] },
        { [1, 0, 4], [1, 1, 1], [0.6, 0, 0.4] },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void WhatTheLocalZoneCanBear_Stays_AndTheRestGoesWhereThereIsCapacityToSpare(double[] servers, double[] clients, double[] expected)
    {
        string[] names = ["a", "b", "c"];
        ZoneCapacity[] zones = [.. names.Select((name, i) => new ZoneCapacity(name, servers[i], (int)servers[i], 10))];
        var shares = ZoneRouting.PreferLocal(zones, "a", names.Zip(clients).ToDictionary(pair => pair.First, pair => pair.Second));
        for (var i = 0; i < names.Length; i++) Assert.Equal(expected[i], shares.Find(share => share.Zone == names[i]).Share, 1e-12);
        Assert.Equal(expected.Count(share => share > 0), shares.Count);
    }

    /// <summary>If every client routes by the formula, each server gets the same.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void AllClientsTogether_LoadEveryServerAlike(double[] servers, double[] clients, double[] ofA)
    {
        string[] names = ["a", "b", "c"];
        ZoneCapacity[] zones = [.. names.Select((name, i) => new ZoneCapacity(name, servers[i], (int)servers[i], 10))];
        var from = names.Zip(clients).ToDictionary(pair => pair.First, pair => pair.Second);
        var loads = names.ToDictionary(name => name, _ => 0.0);
        foreach (var (client, share) in from)
        {
            foreach (var part in ZoneRouting.PreferLocal(zones, client, from)) loads[part.Zone!] += share * part.Share;
        }

        for (var i = 0; i < names.Length; i++) Assert.Equal(servers[i] / servers.Sum(), loads[names[i]] / clients.Sum(), 1e-12);
        Assert.Equal(3, ofA.Length);
    }

    /// <summary>A third of 0.1 + 0.1 + … is not quite a third: all the same everybody stays at home, and no other zone gets a picker for a share of 10⁻¹⁶.</summary>
    [Fact]
    public void EqualZones_KeepTheirRequests_WhateverTheRounding()
    {
        for (var size = 1; size <= 30; size++)
        {
            for (var count = 2; count <= 12; count++)
            {
                ZoneCapacity[] zones = [.. Enumerable.Range(0, count).Select(zone => new ZoneCapacity($"{zone}", Enumerable.Repeat(0.1, size).Sum(), size, size))];
                foreach (var zone in zones) Assert.Equal([new ZoneShare(zone.Zone, 1)], ZoneRouting.PreferLocal(zones, zone.Zone!, new Dictionary<string, double>()));
            }
        }
    }

    [Fact]
    public void OneEndpointPerZone_IsEnough()
    {
        Endpoint[] endpoints = [.. Plans.Zone("a", 1), .. Plans.Zone("b", 1), .. Plans.Zone("c", 1)];
        AssertShares(endpoints, Local("a"), ("a", 1));
        Plans.Put(endpoints[0], HealthState.Ejected);
        AssertShares(endpoints, Local("a"), ("b", 0.5), ("c", 0.5));
    }

    [Fact]
    public void WhereOnesOwnZoneHasNoEndpoints_TheOthersShare_AndItsClientsCount()
    {
        // Clients in a, b and c, each a third; 0.4 and 0.6 of the capacity: to spare are 1/15 and 4/15.
        Endpoint[] endpoints = [.. Plans.Zone("b", 4), .. Plans.Zone("c", 6)];
        AssertShares(endpoints, Local("a"), ("b", 0.2), ("c", 0.8));
    }

    [Fact]
    public void EndpointsWithoutAZone_AreCapacityToSpare()
    {
        Endpoint[] endpoints = [.. Plans.Zone("a", 2), .. Plans.Zone("b", 4), .. Plans.Zone(null, 2)];
        AssertShares(endpoints, Local("a"), ("a", 0.5), ("", 0.5));
        Endpoint[] lost = [.. Plans.Zone(null, 3)];
        AssertShares(lost, Local("a"), ("", 1));
    }

    [Fact]
    public void Capacity_IsWeight_NotNumber()
    {
        Endpoint[] endpoints = [.. Plans.Zone("a", 1, weight: 3), .. Plans.Zone("b", 3)];
        AssertShares(endpoints, Local("a"), ("a", 1));
        AssertShares(endpoints, Local("b"), ("b", 1));
    }

    [Fact]
    public void SickEndpoints_AreNoCapacity_AndAPanicIgnoresZones()
    {
        Endpoint[] endpoints = [.. Plans.Zone("a", 4, sick: 2), .. Plans.Zone("b", 4)];
        AssertShares(endpoints, Local("a"), ("a", 2 / 3.0), ("b", 1 / 3.0));
        foreach (var endpoint in endpoints[4..7]) Plans.Put(endpoint, HealthState.Ejected);
        var plan = Plans.Plan(endpoints, Local("a"));
        Assert.True(plan.IsPanicking);
        Assert.Equal((null, 8), (Assert.Single(plan.ForAll!.Groups).Key.Zone, plan.ForAll.All.Count));
    }

    [Fact]
    public void ZoneWeights_ShareByWeight_LessWhatAZoneCannotBear()
    {
        var topology = new TopologyOptions { ZoneWeights = new() { ["a"] = 3, ["b"] = 1 } };
        Endpoint[] endpoints = [.. Plans.Zone("a", 10), .. Plans.Zone("b", 10), .. Plans.Zone("c", 10), .. Plans.Zone(null, 1)];
        AssertShares(endpoints, topology, ("a", 0.75), ("b", 0.25));

        // 7 of 10 with the factor 1.4 bear 98 %: 3 · 0.98 to 1.
        foreach (var endpoint in endpoints[..3]) Plans.Put(endpoint, HealthState.Ejected);
        AssertShares(endpoints, topology, ("a", 2.94 / 3.94), ("b", 1 / 3.94));
        foreach (var endpoint in endpoints[..10]) Plans.Put(endpoint, HealthState.Ejected);
        AssertShares(endpoints, topology, ("b", 1));
        AssertShares([.. Plans.Zone("c", 3), .. Plans.Zone(null, 1)], topology, ("c", 0.75), ("", 0.25));
    }

    [Fact]
    public void AZone_MayBeMetadata_ButTheDescriptionsOwnComesFirst()
    {
        var topology = new TopologyOptions { LocalZone = "a", ZoneMetadataKey = "region" };
        Endpoint[] endpoints = [Of(1, null, "a"), Of(2, null, "b"), Of(3, "a", "b"), Of(4, null, ""), Of(5, "b", "a")];

        // Two in a, two in b, and one in none, with capacity to spare: of a half, 0.4 of 0.5 stay.
        AssertShares(endpoints, topology, ("a", 0.8), ("", 0.2));
        Assert.Equal([endpoints[0], endpoints[2], endpoints[3]], Plans.Plan(endpoints, topology).ForAll!.All);

        static Endpoint Of(int number, string? zone, string region) =>
            new(Plans.Description(number, 0, zone) with { Metadata = new Dictionary<string, string> { ["region"] = region } });
    }

    [Fact]
    public void TheLocalZone_MayComeFromTheEnvironment()
    {
        const string Variable = "BALANCING_TEST_ZONE_OF_THIS_PROCESS";
        Assert.Equal(["*"], Used(new TopologyOptions { LocalZoneVariable = Variable }));
        Environment.SetEnvironmentVariable(Variable, "b");
        try
        {
            Assert.Equal(["b"], Used(new TopologyOptions { LocalZoneVariable = Variable }));
            Assert.Equal(["a"], Used(new TopologyOptions { LocalZoneVariable = Variable, LocalZone = "a" }));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        static string[] Used(TopologyOptions topology) => [.. Plans.ZoneShares(Plans.Plan([.. Plans.Zone("a", 2), .. Plans.Zone("b", 2)], topology.Frozen())).Keys];
    }

    [Fact]
    public void ZoneWeightsAndALocalZone_AreEitherOr()
    {
        var options = new ClusterOptions { Topology = new TopologyOptions { LocalZone = "a", ZoneWeights = new() { ["a"] = 1 } } };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Cluster("test", new StaticResolver("http://a"), LoadBalancer.RoundRobin(), options));
        Assert.Contains("ZoneWeights", error.Message, StringComparison.Ordinal);
    }

    private static TopologyOptions Local(string zone) => new() { LocalZone = zone };

    private static void AssertShares(Endpoint[] endpoints, TopologyOptions topology, params (string Zone, double Share)[] expected)
    {
        var shares = Plans.ZoneShares(Plans.Plan(endpoints, topology));
        Assert.Equal(expected.Select(zone => zone.Zone).Order(StringComparer.Ordinal), shares.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, zone => Assert.Equal(zone.Share, shares[zone.Zone], 1e-12));
    }
}
