using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>Endpoints from the providers that are registered with <c>AddServiceDiscovery()</c>: configuration, Aspire, DNS, your own.</summary>
/// <remarks>
/// <para>
/// Providers are asked in the order of their registration, the pass-through provider last: at once, when one announces a change, and every
/// <see cref="ServiceDiscoveryResolverOptions.RefreshPeriod"/>. If one fails, takes too long, or no endpoint is found, that is reported and tried again after 1 s, 2 s, 4 s … 1 minute (±10 %),
/// and the endpoints that are known stay in use. So they do if only the pass-through provider answers for a service that was found before.
/// </para>
/// <para>
/// An endpoint without a scheme gets the first of the query's, and without a port the scheme's own. One whose scheme is not in the query, or that has no host, is left out and logged.
/// Its name is that of its <see cref="IHostNameFeature"/>, its weight, zone and so on those of its <see cref="IEndpointAttributesFeature"/>.
/// </para>
/// <para>Safe for concurrent use. Each subscriber has a loop and providers of its own, which are disposed of soon after the subscription.</para>
/// </remarks>
public sealed class ServiceDiscoveryResolver : IEndpointResolver
{
    private readonly ServiceEndpointQuery _query;
    private readonly IServiceEndpointProviderFactory[] _factories;
    private readonly ServiceDiscoveryResolverOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private DiscoveryLoop[] _loops = [];

    /// <summary>Looks up the service that <paramref name="query"/> names.</summary>
    /// <param name="query">With its schemes, the preferred one first: <c>https+http://catalog</c>, or <c>https+http://_dashboard.catalog</c> for an endpoint that has a name.</param>
    /// <param name="providers">All that are registered.</param>
    /// <param name="options">How often to ask; the defaults when <see langword="null"/>.</param>
    /// <param name="logger">Where to say what is left out; nowhere when <see langword="null"/>.</param>
    /// <param name="time">The clock; <see cref="TimeProvider.System"/> when <see langword="null"/>.</param>
    /// <param name="random">The source of jitter; <see cref="Random.Shared"/> when <see langword="null"/>. Used by several threads if there are several subscribers.</param>
    /// <exception cref="ArgumentException">The query has no scheme or no service, or there is no provider.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public ServiceDiscoveryResolver(
        string query,
        IEnumerable<IServiceEndpointProviderFactory> providers,
        ServiceDiscoveryResolverOptions? options = null,
        ILogger<ServiceDiscoveryResolver>? logger = null,
        TimeProvider? time = null,
        Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(providers);
        _query = Parse(query);
        _factories = PassThrough.Last(providers);
        if (_factories.Length == 0) throw new ArgumentException("No provider of service discovery is registered. Call services.AddServiceDiscovery().", nameof(providers));
        _options = (options ?? new ServiceDiscoveryResolverOptions()) with { };
        _options.Validate();
        _logger = logger ?? NullLogger<ServiceDiscoveryResolver>.Instance;
        _time = time ?? TimeProvider.System;
        _random = random ?? Random.Shared;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var loop = new DiscoveryLoop(
            _query,
            new ProviderChain(_query, _factories, _options.Timeout, _time, _logger),
            new EndpointMapper(_query, _options.HostName, _logger),
            new RefreshSchedule(_options, _random),
            _time,
            _logger,
            listener,
            Remove);
        lock (_lock) _loops = [.. _loops, loop];
        loop.Start();
        return loop;
    }

    /// <summary>Asks again at once, or as soon as <see cref="ServiceDiscoveryResolverOptions.MinInterval"/> has passed since the last question. Returns before the answer is there.</summary>
    public void Refresh()
    {
        foreach (var loop in Volatile.Read(ref _loops)) loop.Refresh();
    }

    private void Remove(DiscoveryLoop loop)
    {
        lock (_lock) _loops = [.. _loops.Where(other => other != loop)];
    }

    /// <remarks>
    /// A scheme is asked for on purpose. Without one the configuration provider finds nothing but the endpoint called "default", and endpoints that have no scheme
    /// of their own get none.
    /// </remarks>
    internal static ServiceEndpointQuery Parse(string query)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        if (!Uri.TryCreate(query, UriKind.Absolute, out _) || !ServiceEndpointQuery.TryParse(query, out var parsed) || parsed.IncludedSchemes.Count == 0 || parsed.IncludedSchemes.Any(string.IsNullOrEmpty) || parsed.ServiceName.Length == 0)
            throw new ArgumentException($"'{query}' does not name a service and its schemes. Write it like https+http://catalog.", nameof(query));
        return parsed;
    }
}
