using System.Collections;

namespace Balancing;

/// <summary>The endpoints an algorithm may choose from: an immutable, flat, never empty list with one effective weight each.</summary>
/// <remarks>
/// Weights here are positive and effective: whatever makes an endpoint's share differ from its configured weight has been worked in before
/// the algorithm sees them, and endpoints that may not be used are not in the set. Immutable, so safe for concurrent use.
/// </remarks>
public sealed class EndpointSet : IReadOnlyList<Endpoint>
{
    private readonly Endpoint[] _endpoints;
    private readonly double[] _weights;
    private readonly double[]? _lastingWeights;

    /// <summary>Makes a set in which each endpoint has its configured weight.</summary>
    /// <param name="endpoints">At least one endpoint; no weight may be 0.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one has weight 0.</exception>
    public EndpointSet(IEnumerable<Endpoint> endpoints)
        : this([.. endpoints], null, null)
    {
    }

    /// <summary>Makes a set with the given effective weights.</summary>
    /// <param name="endpoints">At least one endpoint.</param>
    /// <param name="weights">One finite, positive number per endpoint; only the ratios matter.</param>
    /// <param name="sharedState">What algorithms remember about the pool as a whole; a new, empty one when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, the lengths differ, or a weight is not finite and positive.</exception>
    public EndpointSet(IEnumerable<Endpoint> endpoints, IEnumerable<double> weights, StateSlots? sharedState = null)
        : this([.. endpoints], [.. weights], sharedState)
    {
    }

    internal EndpointSet(Endpoint[] endpoints, double[]? weights, StateSlots? sharedState, double[]? lastingWeights = null)
    {
        _lastingWeights = lastingWeights;
        if (endpoints.Length == 0) throw new ArgumentException("A set needs at least one endpoint.", nameof(endpoints));
        _endpoints = endpoints;
        _weights = weights ?? Array.ConvertAll(endpoints, e => e.Weight);
        SharedState = sharedState ?? new StateSlots();

        if (_weights.Length != endpoints.Length) throw new ArgumentException($"{endpoints.Length} endpoints need as many weights, not {_weights.Length}.", nameof(weights));
        HasEqualWeights = true;
        for (var i = 0; i < _weights.Length; i++)
        {
            var weight = _weights[i];
            if (!(weight > 0 && double.IsFinite(weight)))
                throw new ArgumentException($"The effective weight of '{endpoints[i]}' is {weight}; it must be finite and above 0.", nameof(weights));
            HasEqualWeights &= weight == _weights[0];
        }
    }

    /// <summary>How many endpoints there are: at least 1.</summary>
    public int Count => _endpoints.Length;

    /// <summary>The endpoint at <paramref name="index"/>.</summary>
    public Endpoint this[int index] => _endpoints[index];

    /// <summary>The effective weights, in the order of the endpoints: finite and positive.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Whether all weights are the same, so that an algorithm may take its simplest form.</summary>
    public bool HasEqualWeights { get; }

    /// <summary>What algorithms remember about the pool as a whole (a cursor, say) across rebuilds.</summary>
    public StateSlots SharedState { get; }

    /// <summary>
    /// Endpoints that are on the list, with a weight, but may not be chosen now (ejected, unhealthy, draining …). A hashing algorithm keeps their place, so
    /// that nobody else's keys move when they go and come back. Empty by default.
    /// </summary>
    public IReadOnlyList<Endpoint> Unavailable { get; init; } = [];

    /// <summary>The weights without what passes by itself, such as slow start: by these hashing algorithms place keys, so that they stay.</summary>
    internal ReadOnlySpan<double> LastingWeights => _lastingWeights ?? _weights;

    /// <summary>By what load reports have multiplied the weights; <see langword="null"/> for not at all. Where keys stay put this is taken out again.</summary>
    internal double[]? ReportFactors { get; init; }

    /// <summary>The array itself, for pickers: reading it costs no interface call.</summary>
    internal Endpoint[] Endpoints => _endpoints;

    /// <summary>Whether there is one that is not excluded. O(n).</summary>
    internal bool AnyBut(in PickContext context)
    {
        foreach (var endpoint in _endpoints)
        {
            if (!context.Excludes(endpoint)) return true;
        }

        return false;
    }

    /// <summary>Draws one that is not excluded, by weight; <see langword="null"/> if all are. O(n), but allocates nothing.</summary>
    internal Endpoint? DrawBut(in PickContext context, Random random)
    {
        Endpoint? drawn = null;
        var total = 0.0;
        for (var i = 0; i < _endpoints.Length; i++)
        {
            if (context.Excludes(_endpoints[i])) continue;
            total += _weights[i];

            // A reservoir of one: each takes the place of those before it with its share of the weight so far.
            if (drawn is null || random.NextDouble() * total < _weights[i]) drawn = _endpoints[i];
        }

        return drawn;
    }

    /// <inheritdoc/>
    public IEnumerator<Endpoint> GetEnumerator() => ((IEnumerable<Endpoint>)_endpoints).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
