using System.Collections.Concurrent;

namespace Balancing.Http.Tests.Support;

/// <summary>Always the first endpoint that is not excluded; remembers how every attempt ended, and where.</summary>
internal sealed class OrderedLoadBalancer : ILoadBalancer
{
    public ConcurrentQueue<(string Host, OutcomeKind Kind)> Outcomes { get; } = new();

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(this, endpoints);

    private sealed class Picker(OrderedLoadBalancer owner, EndpointSet endpoints) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context)
        {
            for (var i = 0; i < endpoints.Count; i++)
            {
                if (!context.Excludes(endpoints[i])) return endpoints[i];
            }

            return endpoints[0];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => owner.Outcomes.Enqueue((endpoint.Address.Host, outcome.Kind));
    }
}
