using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>All that is random about requests, the same for every strategy at one seed.</summary>
internal sealed class Traffic
{
    /// <summary>How many different keys requests have, for strategies that hash.</summary>
    private const int KeyCount = 10_000;

    private static readonly AffinityKey[] AllKeys = MakeKeys();

    private readonly Scenario _scenario;
    private readonly ArrivalSource _arrivals;
    private readonly WorkSource _work;
    private readonly ClientSource _clients;
    private readonly SeededRandom _jitter;
    private readonly SeededRandom _luck;
    private readonly SeededRandom _keys;

    public Traffic(Scenario scenario, int seed)
    {
        _scenario = scenario;
        _arrivals = new ArrivalSource(scenario, new SeededRandom(seed, Streams.Arrivals));
        _work = new WorkSource(scenario.Service, new SeededRandom(seed, Streams.Work));
        _clients = new ClientSource(scenario, new SeededRandom(seed, Streams.Clients));
        _jitter = new SeededRandom(seed, Streams.Jitter);
        _luck = new SeededRandom(seed, Streams.Luck);
        _keys = new SeededRandom(seed, Streams.Keys);
        NextArrival = _arrivals.Next();
    }

    /// <summary>When the next request arrives; infinity after the last one.</summary>
    public double NextArrival { get; private set; }

    /// <summary>The request's jitter on its way to the server and back, in ms.</summary>
    public Request Take(out AffinityKey key, out double jitterThere, out double jitterBack)
    {
        var request = new Request { Arrival = NextArrival, Client = _clients.Next(), Work = _work.Next(), Luck = _luck.NextDouble(), Place = RequestPlace.Going };
        jitterThere = _scenario.JitterMs == 0 ? 0 : _jitter.NextExponential(_scenario.JitterMs);
        jitterBack = _scenario.JitterMs == 0 ? 0 : _jitter.NextExponential(_scenario.JitterMs);
        key = AllKeys[_keys.Next(KeyCount)];
        NextArrival = _arrivals.Next();
        return request;
    }

    private static AffinityKey[] MakeKeys()
    {
        var keys = new AffinityKey[KeyCount];
        for (var i = 0; i < KeyCount; i++) keys[i] = AffinityKey.From($"user {i}");
        return keys;
    }
}
