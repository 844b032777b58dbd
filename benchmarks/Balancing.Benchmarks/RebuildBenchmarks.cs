using Balancing.Resolution;
using BenchmarkDotNet.Attributes;

namespace Balancing.Benchmarks;

/// <summary>What a change costs: a new picker, and a whole update of a cluster in which one weight differs.</summary>
public class RebuildBenchmarks
{
    private static readonly ILoadBalancer RoundRobinBalancer = LoadBalancer.RoundRobin();
    private static readonly ILoadBalancer WeightedRoundRobinBalancer = LoadBalancer.WeightedRoundRobin();
    private static readonly ILoadBalancer RandomBalancer = LoadBalancer.Random();
    private static readonly ILoadBalancer TwoChoicesBalancer = LoadBalancer.PowerOfTwoChoices();
    private static readonly ILoadBalancer LeastConnectionsBalancer = LoadBalancer.LeastConnections();
    private static readonly ILoadBalancer LeastResponseTimeBalancer = LoadBalancer.LeastResponseTime();
    private static readonly ILoadBalancer IpHashBalancer = LoadBalancer.IpHash();
    private static readonly ILoadBalancer MaglevBalancer = LoadBalancer.Maglev();

    private EndpointSet _even = null!;
    private EndpointSet _weighted = null!;
    private EndpointSet _lessOne = null!;

    private PushResolver _pushed = null!;
    private EndpointDescription[][] _lists = null!;
    private int _update;

    [Params(10, 1000, 10000)]
    public int N { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _even = Pool.Idle(N);
        _weighted = Pool.Idle(N, weighted: true);

        // One is ejected; the table has been built for all.
        _lessOne = new EndpointSet(_even.Skip(1), Enumerable.Repeat(1.0, N - 1), _even.SharedState) { Unavailable = [_even[0]] };
        MaglevBalancer.CreatePicker(_even);

        var before = Pool.Descriptions(N, weighted: true);
        EndpointDescription[] after = [before[0] with { Weight = 5 }, .. before.AsSpan(1)];
        _lists = [before, after];
        _pushed = new PushResolver(before);

        // The resolver keeps it alive.
        _ = new Cluster("benchmark", _pushed, TwoChoicesBalancer);
    }

    [Benchmark]
    public IEndpointPicker RoundRobin() => RoundRobinBalancer.CreatePicker(_even);

    [Benchmark]
    public IEndpointPicker WeightedRoundRobin() => WeightedRoundRobinBalancer.CreatePicker(_weighted);

    [Benchmark]
    public IEndpointPicker RandomEqual() => RandomBalancer.CreatePicker(_even);

    [Benchmark]
    public IEndpointPicker RandomWeighted() => RandomBalancer.CreatePicker(_weighted);

    [Benchmark]
    public IEndpointPicker PowerOfTwoChoicesEqual() => TwoChoicesBalancer.CreatePicker(_even);

    [Benchmark]
    public IEndpointPicker PowerOfTwoChoicesWeighted() => TwoChoicesBalancer.CreatePicker(_weighted);

    [Benchmark]
    public IEndpointPicker LeastConnections() => LeastConnectionsBalancer.CreatePicker(_weighted);

    [Benchmark]
    public IEndpointPicker LeastResponseTime() => LeastResponseTimeBalancer.CreatePicker(_weighted);

    [Benchmark]
    public IEndpointPicker IpHashEqual() => IpHashBalancer.CreatePicker(_even);

    [Benchmark]
    public IEndpointPicker IpHashWeighted() => IpHashBalancer.CreatePicker(_weighted);

    /// <summary>With shared state that knows no table yet.</summary>
    [Benchmark]
    public IEndpointPicker MaglevTable() => MaglevBalancer.CreatePicker(new EndpointSet(_even));

    /// <summary>One endpoint is ejected: the table stays.</summary>
    [Benchmark]
    public IEndpointPicker MaglevHealthChange() => MaglevBalancer.CreatePicker(_lessOne);

    /// <summary>Weighted power of two choices: matching addresses, planning, building and publishing.</summary>
    [Benchmark]
    public void WholeUpdateOfACluster() => _pushed.Update(_lists[++_update & 1]);
}
