using Balancing.Planning;
using BenchmarkDotNet.Attributes;

namespace Balancing.Benchmarks;

/// <summary>What it costs a request to find its tier or zone first: a draw and a pick, of one group, two and three.</summary>
public class TieredPickBenchmarks
{
    private const int EndpointsPerGroup = 10;

    private readonly PickContext[] _clients = Pool.Clients();
    private readonly PickContext _context = new() { Now = TimeSpan.FromSeconds(1) };
    private readonly Random _random = Random.Shared;
    private int _client;

    private Selection _selection = null!;
    private Selection _hashed = null!;

    [Params(1, 2, 3)]
    public int Groups { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var groups = Pool.Loaded(Groups * EndpointsPerGroup).Chunk(EndpointsPerGroup).Select((endpoints, i) => new PlannedGroup(new GroupKey("", i, null), new EndpointSet(endpoints), 1.0 / Groups));
        var plan = new PlannedSelection([.. groups]);
        (_selection, _hashed) = (new Selection(plan, LoadBalancer.RoundRobin()), new Selection(plan, LoadBalancer.Maglev()));
    }

    [Benchmark(Baseline = true)]
    public Endpoint RoundRobin() => _selection.Draw(default, _random).Picker.Pick(in _context);

    [Benchmark]
    public Endpoint Maglev()
    {
        ref readonly var context = ref _clients[++_client & 255];
        return _hashed.Draw(context.Affinity, _random).Picker.Pick(in context);
    }
}
