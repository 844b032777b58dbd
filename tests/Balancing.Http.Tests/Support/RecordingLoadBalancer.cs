using System.Collections.Concurrent;

namespace Balancing.Http.Tests.Support;

/// <summary>Always the first endpoint; remembers how every request ended.</summary>
internal sealed class RecordingLoadBalancer : ILoadBalancer
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<RequestOutcome> Outcomes { get; } = new();

    public ConcurrentQueue<AffinityKey> Keys { get; } = new();

    /// <summary>Completes when the first request has ended.</summary>
    public Task Completed => _completed.Task;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(this, endpoints);

    private sealed class Picker(RecordingLoadBalancer owner, EndpointSet endpoints) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context)
        {
            owner.Keys.Enqueue(context.Affinity);
            return endpoints[0];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
        {
            owner.Outcomes.Enqueue(outcome);
            owner._completed.TrySetResult();
        }
    }
}
