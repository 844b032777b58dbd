using Balancing.Internal;

namespace Balancing.Limits;

/// <summary>Keeps a cluster's requests within its concurrency limits. There is one only where there are limits.</summary>
internal sealed class ConcurrencyLimiter
{
    private readonly int? _max;
    private readonly int _firstLimit;

    /// <summary>Makes the limit of an endpoint; <see langword="null"/> where limits do not adapt. Kept, for a lambda that captures is an allocation.</summary>
    private readonly Func<AdaptiveLimit>? _newLimit;

    private PaddedCounter _inFlight;

    public ConcurrencyLimiter(ConcurrencyLimitOptions options)
    {
        _max = options.MaxInFlight;
        _firstLimit = options.MaxInFlightPerEndpoint ?? int.MaxValue;
        if (!options.Adaptive.Enabled) return;

        // One that grew where it cannot be felt would have to be cut many times before it is.
        var adaptive = options.Adaptive.Within(Math.Min(_firstLimit, _max ?? int.MaxValue));
        _firstLimit = adaptive.InitialLimit;
        _newLimit = () => new AdaptiveLimit(adaptive);
    }

    /// <summary>Counts a request of the client in, if there is room for it.</summary>
    public bool TryEnter() => _max is not { } max || _inFlight.TryIncrement(max);

    /// <summary>Counts a request of the client out that got no endpoint.</summary>
    public void Leave()
    {
        if (_max is not null) _inFlight.Decrement();
    }

    /// <summary>Gives a new endpoint its first limit.</summary>
    public void Admit(Endpoint endpoint) => endpoint.MaxInFlight = _firstLimit;

    /// <summary>Counts a request out, and learns from it what the endpoint can bear. The endpoint has counted it out already.</summary>
    public void OnEnded(Endpoint endpoint, TimeSpan begun, in RequestOutcome outcome)
    {
        if (_newLimit is not null)
        {
            var limit = endpoint.State.GetOrAdd(_newLimit);
            limit.Observe(endpoint.InFlight + 1, begun, in outcome);
            endpoint.MaxInFlight = limit.Value;
        }

        Leave();
    }
}
