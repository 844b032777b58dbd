using Balancing.Resolution;
using BenchmarkDotNet.Attributes;

namespace Balancing.Benchmarks;

/// <summary>A whole request: clock, pick, count in, count out, clock, feedback.</summary>
public class BeginCompleteBenchmarks
{
    private readonly AffinityKey[] _clients = [.. Pool.Clients().Select(context => context.Affinity)];
    private readonly long _origin = TimeProvider.System.GetTimestamp();
    private int _client;

    private Cluster _first = null!;
    private Cluster _roundRobin = null!;
    private Cluster _weightedRoundRobin = null!;
    private Cluster _random = null!;
    private Cluster _weightedRandom = null!;
    private Cluster _twoChoices = null!;
    private Cluster _weightedTwoChoices = null!;
    private Cluster _leastConnections = null!;
    private Cluster _leastResponseTime = null!;
    private Cluster _adaptive = null!;
    private Cluster _ipHash = null!;
    private Cluster _weightedIpHash = null!;

    [Params(10, 1000)]
    public int N { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        EndpointDescription[] even = Pool.Descriptions(N), weighted = Pool.Descriptions(N, weighted: true);
        _first = Cluster(even, new FirstEndpoint());
        _roundRobin = Cluster(even, LoadBalancer.RoundRobin());
        _weightedRoundRobin = Cluster(weighted, LoadBalancer.WeightedRoundRobin());
        _random = Cluster(even, LoadBalancer.Random());
        _weightedRandom = Cluster(weighted, LoadBalancer.Random());
        _twoChoices = Cluster(even, LoadBalancer.PowerOfTwoChoices());
        _weightedTwoChoices = Cluster(weighted, LoadBalancer.PowerOfTwoChoices());
        _leastConnections = Cluster(even, LoadBalancer.LeastConnections());
        _leastResponseTime = Cluster(even, LoadBalancer.LeastResponseTime());
        _adaptive = Cluster(even, LoadBalancer.Adaptive());
        _ipHash = Cluster(even, LoadBalancer.IpHash());
        _weightedIpHash = Cluster(weighted, LoadBalancer.IpHash());
    }

    [Benchmark]
    public TimeSpan TwoClockReads() => TimeProvider.System.GetElapsedTime(_origin) - TimeProvider.System.GetElapsedTime(_origin);

    [Benchmark(Baseline = true)]
    public void First() => Request(_first);

    [Benchmark]
    public void RoundRobin() => Request(_roundRobin);

    [Benchmark]
    public void WeightedRoundRobin() => Request(_weightedRoundRobin);

    [Benchmark]
    public void RandomEqual() => Request(_random);

    [Benchmark]
    public void RandomWeighted() => Request(_weightedRandom);

    [Benchmark]
    public void PowerOfTwoChoicesEqual() => Request(_twoChoices);

    [Benchmark]
    public void PowerOfTwoChoicesWeighted() => Request(_weightedTwoChoices);

    [Benchmark]
    public void LeastConnections() => Request(_leastConnections);

    [Benchmark]
    public void LeastResponseTime() => Request(_leastResponseTime);

    [Benchmark]
    public void Adaptive() => Request(_adaptive);

    [Benchmark]
    public void IpHashEqual() => Request(_ipHash, _clients[++_client & 255]);

    [Benchmark]
    public void IpHashWeighted() => Request(_weightedIpHash, _clients[++_client & 255]);

    private static void Request(Cluster cluster, AffinityKey client = default) => cluster.Begin(client).Complete(OutcomeKind.Success);

    private static Cluster Cluster(EndpointDescription[] endpoints, ILoadBalancer loadBalancer) =>
        new("benchmark", new StaticResolver(endpoints), loadBalancer);
}
