using Balancing.Resolution;

namespace Balancing.Http.Discovery;

/// <summary>Where one client's endpoints come from: the resolver it was given, what <c>Discovery</c> names, its configured endpoints, or these behind those.</summary>
internal sealed class ClientResolver : IDisposable
{
    private readonly PushResolver? _configured;
    private IDisposable? _own;

    /// <param name="options">Valid ones.</param>
    /// <param name="services">The application's.</param>
    /// <param name="time">The clock.</param>
    public ClientResolver(BalancedHttpClientOptions options, IServiceProvider services, TimeProvider time)
    {
        if (options.Resolver is { } given)
        {
            Resolver = DiscoveredEndpoints.HttpOnly(given);
            return;
        }

        // Made for this client, so they end with it. The one above may be in other hands too.
        if (options.ResolverFactory is { } create)
        {
            var made = create(services) ?? throw new InvalidOperationException("The function given to UseResolver returned null.");
            _own = made as IDisposable;
            Resolver = DiscoveredEndpoints.HttpOnly(made);
            return;
        }

        _configured = new PushResolver(Describe(options));
        if (options.Discovery.Type == DiscoveryType.None)
        {
            Resolver = _configured;
            return;
        }

        // With the configured ones behind it even if there are none yet: a reload may bring some.
        Resolver = Resolvers.Prioritize(DiscoveredEndpoints.Create(options.Discovery, services, time), _configured);
    }

    public IEndpointResolver Resolver { get; }

    /// <summary>Takes over changed endpoints, if configured ones are used at all. Where they are found by other means, that stays as it is.</summary>
    public void Update(BalancedHttpClientOptions changed) => _configured?.Update([.. Describe(changed)]);

    public void Dispose() => Interlocked.Exchange(ref _own, null)?.Dispose();

    private static IEnumerable<EndpointDescription> Describe(BalancedHttpClientOptions options) => options.Endpoints.Select(endpoint => endpoint.ToDescription());
}
