namespace Balancing.Benchmarks;

/// <summary>Picks without thinking: what every other row is to be compared with.</summary>
internal sealed class FirstEndpoint : ILoadBalancer
{
    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints[0]);

    private sealed class Picker(Endpoint endpoint) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => endpoint;
    }
}
