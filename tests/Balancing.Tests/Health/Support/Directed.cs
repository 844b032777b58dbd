namespace Balancing.Tests.Health.Support;

/// <summary>Sends a request where the test says, if the endpoint may be chosen; otherwise to the first that may.</summary>
internal sealed class Directed : ILoadBalancer
{
    public Endpoint? Target { get; set; }

    /// <summary>How many pickers have been made.</summary>
    public int Built { get; private set; }

    /// <summary>What the newest picker chooses from.</summary>
    public EndpointSet? Set { get; private set; }

    public bool UsesAffinity { get; init; }

    public IEndpointPicker CreatePicker(EndpointSet endpoints)
    {
        Built++;
        Set = endpoints;
        return new Picker(this, endpoints);
    }

    private sealed class Picker(Directed owner, EndpointSet endpoints) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => owner.Target is { } target && endpoints.Contains(target) ? target : endpoints[0];
    }
}
