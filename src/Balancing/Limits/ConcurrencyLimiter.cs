using Balancing.Internal;

namespace Balancing.Limits;

/// <summary>Keeps a cluster's requests within its concurrency limits. There is one only where there are limits.</summary>
internal sealed class ConcurrencyLimiter(ConcurrencyLimitOptions options)
{
    private readonly Func<AdaptiveLimit> _newLimit = () => new AdaptiveLimit(options.Adaptive);
    private PaddedCounter _inFlight;

    /// <summary>Counts a request of the client in, if there is room for it.</summary>
    public bool TryEnter() => options.MaxInFlight is not { } max || _inFlight.TryIncrement(max);

    /// <summary>Counts a request of the client out that got no endpoint.</summary>
    public void Leave()
    {
        if (options.MaxInFlight is not null) _inFlight.Decrement();
    }

    /// <summary>Gives a new endpoint its first limit.</summary>
    public void Admit(Endpoint endpoint) =>
        endpoint.MaxInFlight = Math.Min(options.MaxInFlightPerEndpoint ?? int.MaxValue, options.Adaptive.Enabled ? options.Adaptive.InitialLimit : int.MaxValue);

    /// <summary>Counts a request out, and learns from it what the endpoint can bear. The endpoint has counted it out already.</summary>
    public void OnEnded(Endpoint endpoint, TimeSpan begun, in RequestOutcome outcome)
    {
        if (options.Adaptive.Enabled)
        {
            var limit = endpoint.State.GetOrAdd(_newLimit);
            limit.Observe(endpoint.InFlight + 1, begun, in outcome);
            endpoint.MaxInFlight = Math.Min(limit.Value, options.MaxInFlightPerEndpoint ?? int.MaxValue);
        }

        Leave();
    }
}
