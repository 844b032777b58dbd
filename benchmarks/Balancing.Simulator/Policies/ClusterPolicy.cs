using Balancing.Resolution;
using Balancing.Simulator.Model;

namespace Balancing.Simulator.Policies;

/// <summary>What is measured: each client has a cluster of its own, as each process has, on the simulation's clock.</summary>
internal sealed class ClusterPolicy : IPolicy
{
    private const int FirstPort = 10_000;

    private readonly SimulationState _state;
    private readonly bool _useWeights;
    private readonly Cluster[] _clusters;
    private readonly PushResolver[] _resolvers;
    private readonly bool _usesAffinity;
    private Attempt[] _attempts = new Attempt[1024];

    public ClusterPolicy(SimulationState state, int seed, Func<Random, ILoadBalancer> strategy, bool useWeights, bool eject)
    {
        (_state, _useWeights) = (state, useWeights);
        _clusters = new Cluster[state.Scenario.Clients];
        _resolvers = new PushResolver[_clusters.Length];
        var list = List();
        for (var i = 0; i < _clusters.Length; i++)
        {
            _resolvers[i] = new PushResolver(list);
            var options = new ClusterOptions
            {
                TimeProvider = state.Time,
                Random = new SeededRandom(seed, Streams.Cluster(i)),
                Health = eject ? new HealthOptions() : HealthOptions.None(),
            };
            _clusters[i] = new Cluster($"client {i}", _resolvers[i], strategy(new SeededRandom(seed, Streams.Strategy(i))), options);
        }

        _usesAffinity = _clusters[0].UsesAffinity;
    }

    public int InFlight => _clusters.Sum(cluster => cluster.Endpoints.Sum(endpoint => endpoint.InFlight));

    public int Begin(int id, in Request request, AffinityKey key)
    {
        if (id >= _attempts.Length) Array.Resize(ref _attempts, Math.Max(id + 1, _attempts.Length * 2));
        try
        {
            _attempts[id] = _clusters[request.Client].Begin(_usesAffinity ? key : default);
        }
        catch (NoEndpointException)
        {
            return -1;
        }

        return _attempts[id].Endpoint.Address.Port - FirstPort;
    }

    public void End(int id, in Request request, OutcomeKind kind, double latencyMs) => _attempts[id].Complete(kind, TimeSpan.FromTicks((long)(latencyMs * TimeSpan.TicksPerMillisecond)));

    public void OnMembersChanged()
    {
        var list = List();
        foreach (var resolver in _resolvers) resolver.Update(list);
    }

    public void Dispose()
    {
        foreach (var cluster in _clusters) cluster.Dispose();
    }

    private EndpointDescription[] List()
    {
        var members = Array.FindAll(_state.Servers, server => server.IsMember);
        return Array.ConvertAll(members, server => new EndpointDescription($"http://10.0.0.1:{FirstPort + server.Index}") { Weight = _useWeights ? _state.Scenario.NominalOf(server.Index) : 1 });
    }
}
