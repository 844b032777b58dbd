using BenchmarkDotNet.Attributes;

namespace Balancing.Benchmarks;

/// <summary>One pick, nothing counted.</summary>
public class PickBenchmarks
{
    private readonly PickContext[] _clients = Pool.Clients();
    private readonly PickContext _context = new() { Now = TimeSpan.FromSeconds(1) };
    private int _client;

    private IEndpointPicker _first = null!;
    private IEndpointPicker _roundRobin = null!;
    private IEndpointPicker _weightedRoundRobin = null!;
    private IEndpointPicker _random = null!;
    private IEndpointPicker _weightedRandom = null!;
    private IEndpointPicker _twoChoices = null!;
    private IEndpointPicker _weightedTwoChoices = null!;
    private IEndpointPicker _leastConnections = null!;
    private IEndpointPicker _leastConnectionsIdle = null!;
    private IEndpointPicker _leastResponseTime = null!;
    private IEndpointPicker _adaptive = null!;
    private IEndpointPicker _ipHash = null!;
    private IEndpointPicker _weightedIpHash = null!;
    private IEndpointPicker _rendezvous = null!;
    private IEndpointPicker _ringHash = null!;
    private IEndpointPicker _maglev = null!;
    private IEndpointPicker _boundedMaglev = null!;
    private IEndpointPicker _sticky = null!;

    [Params(3, 10, 100, 1000, 10000)]
    public int N { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        EndpointSet even = Pool.Loaded(N), weighted = Pool.Loaded(N, weighted: true);
        _first = new FirstEndpoint().CreatePicker(even);
        _roundRobin = LoadBalancer.RoundRobin().CreatePicker(even);
        _weightedRoundRobin = LoadBalancer.WeightedRoundRobin().CreatePicker(weighted);
        _random = LoadBalancer.Random().CreatePicker(even);
        _weightedRandom = LoadBalancer.Random().CreatePicker(weighted);
        _twoChoices = LoadBalancer.PowerOfTwoChoices().CreatePicker(even);
        _weightedTwoChoices = LoadBalancer.PowerOfTwoChoices().CreatePicker(weighted);
        _leastConnections = LoadBalancer.LeastConnections().CreatePicker(even);
        _leastConnectionsIdle = LoadBalancer.LeastConnections().CreatePicker(Pool.Idle(N));
        _leastResponseTime = LoadBalancer.LeastResponseTime().CreatePicker(even);
        _adaptive = LoadBalancer.Adaptive().CreatePicker(even);
        _ipHash = LoadBalancer.IpHash().CreatePicker(even);
        _weightedIpHash = LoadBalancer.IpHash().CreatePicker(weighted);
        _rendezvous = LoadBalancer.Rendezvous().CreatePicker(even);
        _ringHash = LoadBalancer.RingHash().CreatePicker(even);
        _maglev = LoadBalancer.Maglev().CreatePicker(even);
        _boundedMaglev = LoadBalancer.Maglev(new HashingOptions { LoadFactor = 1.25 }).CreatePicker(even);
        _sticky = LoadBalancer.Sticky(LoadBalancer.IpHash()).CreatePicker(even);

        // Every endpoint has answered ten times, in 1 to 20 ms, just now.
        var random = new Random(1);
        foreach (var endpoint in even)
        {
            for (var i = 0; i < 10; i++)
                _leastResponseTime.OnCompleted(endpoint, new RequestOutcome { Latency = TimeSpan.FromMilliseconds(1 + (19 * random.NextDouble())), Now = _context.Now });
        }
    }

    [Benchmark(Baseline = true)]
    public Endpoint First() => _first.Pick(in _context);

    [Benchmark]
    public Endpoint RoundRobin() => _roundRobin.Pick(in _context);

    [Benchmark]
    public Endpoint WeightedRoundRobin() => _weightedRoundRobin.Pick(in _context);

    [Benchmark]
    public Endpoint RandomEqual() => _random.Pick(in _context);

    [Benchmark]
    public Endpoint RandomWeighted() => _weightedRandom.Pick(in _context);

    [Benchmark]
    public Endpoint PowerOfTwoChoicesEqual() => _twoChoices.Pick(in _context);

    [Benchmark]
    public Endpoint PowerOfTwoChoicesWeighted() => _weightedTwoChoices.Pick(in _context);

    [Benchmark]
    public Endpoint LeastConnections() => _leastConnections.Pick(in _context);

    [Benchmark]
    public Endpoint LeastConnectionsAllTied() => _leastConnectionsIdle.Pick(in _context);

    [Benchmark]
    public Endpoint LeastResponseTime() => _leastResponseTime.Pick(in _context);

    [Benchmark]
    public Endpoint Adaptive() => _adaptive.Pick(in _context);

    [Benchmark]
    public Endpoint IpHashEqual() => _ipHash.Pick(in NextClient());

    [Benchmark]
    public Endpoint IpHashWeighted() => _weightedIpHash.Pick(in NextClient());

    [Benchmark]
    public Endpoint Rendezvous() => _rendezvous.Pick(in NextClient());

    [Benchmark]
    public Endpoint RingHash() => _ringHash.Pick(in NextClient());

    [Benchmark]
    public Endpoint Maglev() => _maglev.Pick(in NextClient());

    [Benchmark]
    public Endpoint BoundedMaglev() => _boundedMaglev.Pick(in NextClient());

    /// <summary>All keys are known.</summary>
    [Benchmark]
    public Endpoint StickyOverIpHash() => _sticky.Pick(in NextClient());

    private ref readonly PickContext NextClient() => ref _clients[++_client & 255];
}
