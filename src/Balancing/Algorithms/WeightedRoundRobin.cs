namespace Balancing.Algorithms;

/// <summary>Each endpoint in turn, as often as its weight says; see <see cref="LoadBalancer.WeightedRoundRobin"/>.</summary>
internal sealed class WeightedRoundRobin(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) =>
        Rotation.Over(endpoints, endpoints.Weights, RotationCursor.Of(endpoints, _random));
}
