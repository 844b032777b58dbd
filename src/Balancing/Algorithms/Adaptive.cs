namespace Balancing.Algorithms;

/// <summary>The endpoint that costs least by all that is known of it; see <see cref="LoadBalancer.Adaptive"/>.</summary>
/// <remarks>
/// cost = slow + fast + ln(1 + inFlight · mean weight ÷ weight) + waiting + failures + preference + evenness. Everything is a logarithm, so that costs add up and one slow answer of a
/// heavy tail does not condemn an endpoint.
/// </remarks>
internal sealed class Adaptive(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new AdaptivePicker(endpoints, endpoints.SharedState.GetOrAdd(() => new AdaptivePool((ulong)_random.NextInt64())));
}
