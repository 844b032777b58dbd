namespace Balancing.Resolution;

/// <summary>A list that never changes. Immutable and safe for concurrent use.</summary>
public sealed class StaticResolver : IEndpointResolver
{
    private readonly EndpointDescription[] _endpoints;

    /// <summary>Endpoints of weight 1 at the given addresses.</summary>
    /// <param name="addresses">Absolute URIs, at least one, each different.</param>
    /// <exception cref="ArgumentException">The list is empty, or an address is not valid or occurs twice.</exception>
    public StaticResolver(params IEnumerable<string> addresses)
        : this(addresses.Select(address => new EndpointDescription(address)))
    {
    }

    /// <summary>The given endpoints.</summary>
    /// <param name="endpoints">At least one, with different addresses, and not all of weight 0.</param>
    /// <exception cref="ArgumentException">The list is empty, all weights are 0, or an address occurs twice.</exception>
    public StaticResolver(params IEnumerable<EndpointDescription> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        _endpoints = [.. endpoints];
        if (_endpoints.Length == 0) throw new ArgumentException("At least one endpoint is needed.", nameof(endpoints));
        if (_endpoints.All(e => e.Weight == 0)) throw new ArgumentException("All endpoints have weight 0; at least one must be above 0.", nameof(endpoints));
        foreach (var twice in _endpoints.GroupBy(e => e.Address).Where(group => group.Skip(1).Any()))
            throw new ArgumentException($"'{twice.Key}' occurs twice. Give it a higher weight instead.", nameof(endpoints));
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        listener.OnResolved(_endpoints);
        return NoSubscription.Instance;
    }

    private sealed class NoSubscription : IDisposable
    {
        public static readonly NoSubscription Instance = new();

        public void Dispose()
        {
        }
    }
}
