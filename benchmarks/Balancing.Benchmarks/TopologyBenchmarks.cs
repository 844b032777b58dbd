using Balancing.Planning;
using BenchmarkDotNet.Attributes;

namespace Balancing.Benchmarks;

/// <summary>What tiers, zones and subsets cost when something changes: a plan of 10,000 endpoints, and the pickers for it.</summary>
public class TopologyBenchmarks
{
    private const int N = 10_000;

    private static readonly ILoadBalancer Balancer = LoadBalancer.PowerOfTwoChoices();

    private readonly HealthOptions _health = new();
    private readonly StateSlots _state = new();
    private readonly TopologyOptions _oneTier = new();
    private readonly TopologyOptions _gradual = new() { Failover = FailoverMode.Gradual };
    private readonly TopologyOptions _local = new() { LocalZone = "a" };
    private readonly TopologyOptions _numbered = new() { Subset = new SubsetOptions { Size = 50, ClientIndex = 77, ClientCount = 1_000 } };
    private readonly TopologyOptions _drawn = new() { Subset = new SubsetOptions { Size = 50, ClientId = "client 77" } };

    private Endpoint[] _equal = null!;
    private Endpoint[] _tiered = null!;
    private Endpoint[] _zoned = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var descriptions = Pool.Descriptions(N);
        _equal = [.. descriptions.Select(description => new Endpoint(description))];

        // Three of four in the first two tiers are sick, so that all three get something: 35, 35 and 30 %.
        _tiered = [.. descriptions.Select((description, i) => new Endpoint(description with { Priority = i % 3 }))];
        for (var i = 0; i < N; i++) _tiered[i].Status.FailsChecks = i % 3 < 2 && i % 4 > 0;

        // A part of the local zone is sick, so that all three get something.
        _zoned = [.. descriptions.Select((description, i) => new Endpoint(description with { Zone = "abc".Substring(i % 3, 1) }))];
        for (var i = 0; i < N; i++) _zoned[i].Status.FailsChecks = i % 3 == 0 && i % 2 > 0;
    }

    [Benchmark(Baseline = true)]
    public object Plain() => Rebuild(_equal, _oneTier, 1);

    [Benchmark]
    public object ThreeTiersGradual() => Rebuild(_tiered, _gradual, 3);

    [Benchmark]
    public object ThreeZonesPreferLocal() => Rebuild(_zoned, _local, 3);

    [Benchmark]
    public object SubsetOfFifty() => Rebuild(_equal, _numbered, 1);

    [Benchmark]
    public object DrawnSubsetOfFifty() => Rebuild(_equal, _drawn, 1);

    private Selection Rebuild(Endpoint[] endpoints, TopologyOptions topology, int groups)
    {
        var plan = EligibilityPlanner.Plan(endpoints, new PlanInput(_health, topology, 77, TimeSpan.FromSeconds(1), TierMemory.None, "", _ => _state)).ForAll!;
        return plan.Groups.Count == groups ? new Selection(plan, Balancer) : throw new InvalidOperationException($"{plan.Groups.Count} groups instead of {groups}.");
    }
}
