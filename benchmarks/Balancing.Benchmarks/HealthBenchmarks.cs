using Balancing.Resolution;
using BenchmarkDotNet.Attributes;

namespace Balancing.Benchmarks;

/// <summary>What health costs a request that goes well: the same request with outlier detection and without.</summary>
public class HealthBenchmarks
{
    private Cluster _without = null!;
    private Cluster _with = null!;

    [Params(10, 1000)]
    public int N { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _without = Create(HealthOptions.None());
        _with = Create(new HealthOptions());

        Cluster Create(HealthOptions health) =>
            new("benchmark", new StaticResolver(Pool.Descriptions(N)), LoadBalancer.PowerOfTwoChoices(), new ClusterOptions { Health = health });
    }

    [Benchmark(Baseline = true)]
    public void WithoutDetection() => _without.Begin().Complete(OutcomeKind.Success);

    [Benchmark]
    public void WithDetection() => _with.Begin().Complete(OutcomeKind.Success);
}
