namespace Balancing.Algorithms;

/// <summary>Each endpoint in turn, whatever its configured weight; see <see cref="LoadBalancer.RoundRobin"/>.</summary>
internal sealed class RoundRobin(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints)
    {
        // Equal turns means that the configured weight is divided out again; what else went into the effective weight (slow start,
        // reported load) stays, and then the turns are weighted. Whoever made the set may have let in a configured weight of 0.
        var turns = new double[endpoints.Count];
        for (var i = 0; i < turns.Length; i++) turns[i] = endpoints.Weights[i] / (endpoints[i].Weight is > 0 and var configured ? configured : 1);
        return Rotation.Over(endpoints, turns, RotationCursor.Of(endpoints, _random));
    }
}
