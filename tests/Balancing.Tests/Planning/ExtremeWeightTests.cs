namespace Balancing.Tests.Planning;

/// <summary>Weights may be as small as numbers go. Factors make them smaller, but never 0, at which no plan could be made.</summary>
public sealed class ExtremeWeightTests
{
    public static TheoryData<TopologyOptions, HealthOptions> Settings => new()
    {
        { new TopologyOptions { Failover = FailoverMode.Gradual }, new HealthOptions() },
        { new TopologyOptions { LocalZone = "a" }, new HealthOptions() },
        { new TopologyOptions { ZoneWeights = new() { ["a"] = 5e-324, ["b"] = 1 } }, new HealthOptions() },
        { new TopologyOptions { Subset = new SubsetOptions { Size = 2, ClientIndex = 3, ClientCount = 7 } }, new HealthOptions() },
        { new TopologyOptions { Failover = FailoverMode.Gradual, LocalZone = "a" }, new HealthOptions { SlowStart = { Window = TimeSpan.FromMinutes(1) } } },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void AnyWeight_StaysAboveZero(TopologyOptions topology, HealthOptions health)
    {
        double[][] fleets = [[5e-324, 1e6, 5e-324, 1e6], [5e-324, 5e-324, 5e-324, 5e-324], [1e6, 5e-324, 1e-310, 1e-5]];
        foreach (var weights in fleets)
        {
            // Each tier has two sick ones of five, and each zone, so that all tiers and zones get something.
            Endpoint[] endpoints = [.. Enumerable.Range(0, 20).Select(i => Plans.Endpoint(i, i / 10, i % 3 == 0 ? "a" : "b", weights[i % 4], i % 5 < 3 ? HealthState.Healthy : HealthState.Unhealthy))];
            foreach (var endpoint in endpoints) endpoint.Status.GrowsSince = TimeSpan.Zero;
            var selection = Plans.Plan(endpoints, topology, health, TimeSpan.FromSeconds(1)).ForAll!;
            Assert.Equal(1, selection.Groups.Sum(group => group.Share), 1e-9);
            Assert.All(selection.All.Weights.ToArray(), weight => Assert.InRange(weight, double.Epsilon, double.MaxValue));
        }
    }
}
