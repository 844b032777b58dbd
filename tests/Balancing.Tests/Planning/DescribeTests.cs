using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>The plan can be read as data and printed: who gets what, and why somebody gets nothing.</summary>
public sealed class DescribeTests
{
    [Fact]
    public void Tiers_Shares_AndReasons()
    {
        using var cluster = Create(
            new TopologyOptions(),
            new("http://a") { Weight = 3 },
            new("http://b"),
            new("http://c") { Weight = 0 },
            new("http://d"),
            new("http://e") { Priority = 1 });
        _ = cluster.Drain("http://d");

        var plan = cluster.Describe();
        Assert.Equal([new TierDescription(0, 1, 2, 2, false), new TierDescription(1, 0, 1, 1, false)], plan.Tiers);
        Assert.Equal([0.75, 0.25, 0, 0, 0], plan.Endpoints.Select(endpoint => endpoint.Share));
        Assert.Equal([3.0, 1, 0, 0, 0], plan.Endpoints.Select(endpoint => endpoint.EffectiveWeight));
        Assert.Equal(
            [EndpointUseReason.Used, EndpointUseReason.Used, EndpointUseReason.NoWeight, EndpointUseReason.Health, EndpointUseReason.IdleTier],
            plan.Endpoints.Select(endpoint => endpoint.Reason));
        Assert.Equal(HealthState.Draining, plan.Endpoints[3].Health);
    }

    [Fact]
    public void Zones_AndSubsets()
    {
        using var zones = Create(new TopologyOptions { LocalZone = "a" }, new("http://a") { Zone = "a" }, new("http://b") { Zone = "b" });
        Assert.Equal([EndpointUseReason.Used, EndpointUseReason.OtherZone], Reasons(zones));

        using var subset = Create(new TopologyOptions { Subset = { Size = 2, ClientId = "me" } }, [.. EndpointSets.Descriptions(5)]);
        Assert.Equal(2, Reasons(subset).Count(reason => reason == EndpointUseReason.Used));
        Assert.Equal(3, Reasons(subset).Count(reason => reason == EndpointUseReason.OutsideSubset));
    }

    [Fact]
    public void Metadata_AndNobody()
    {
        var canary = new Dictionary<string, string> { ["stage"] = "canary" };
        using var staged = Create(
            new TopologyOptions { MetadataKeys = ["stage"], DefaultMetadata = { ["stage"] = "prod" } },
            new("http://a") { Metadata = new Dictionary<string, string> { ["stage"] = "prod" } },
            new("http://b") { Metadata = canary });
        Assert.Equal([EndpointUseReason.Used, EndpointUseReason.OtherMetadata], Reasons(staged));

        using var closed = new Cluster("test", new StaticResolver("http://a", "http://b"), LoadBalancer.RoundRobin(), new ClusterOptions { Health = new HealthOptions { FailClosed = true, PanicThreshold = 0.9 } });
        closed.Endpoints[0].Status.FailsChecks = true;
        closed.LoadBalancer = LoadBalancer.Random();
        _ = closed.Drain(closed.Endpoints[0]);
        closed.Ready(closed.Endpoints[0]);
        Assert.Equal([EndpointUseReason.Health, EndpointUseReason.NobodyUsed], Reasons(closed));
        Assert.True(Assert.Single(closed.Describe().Tiers).IsPanicking);
    }

    [Fact]
    public void BeforeTheFirstList_ThereIsNothingToTell()
    {
        using var cluster = new Cluster("test", new PushResolver(), LoadBalancer.RoundRobin());
        var plan = cluster.Describe();
        Assert.Empty(plan.Tiers);
        Assert.Empty(plan.Endpoints);
    }

    [Fact]
    public void ItPrintsAsATable()
    {
        using var cluster = Create(new TopologyOptions(), new("http://a:8080") { Zone = "eu-1", Weight = 3 }, new("http://b") { Priority = 10 });
        cluster.Begin();
        Assert.Equal(
            """
            test

            tier  share    healthy
            0     100.0 %  1 of 1
            10    0.0 %    1 of 1

            endpoint       tier  zone  weight  effective  share    in flight  health   use
            http://a:8080  0     eu-1  3       3          100.0 %  1          Healthy  Used
            http://b       10          1       0          0.0 %    0          Healthy  IdleTier

            """,
            cluster.Describe().ToString());
    }

    private static Cluster Create(TopologyOptions topology, params EndpointDescription[] endpoints) =>
        new("test", new StaticResolver(endpoints), LoadBalancer.RoundRobin(), new ClusterOptions { Topology = topology });

    private static List<EndpointUseReason> Reasons(Cluster cluster) => [.. cluster.Describe().Endpoints.Select(endpoint => endpoint.Reason)];
}
