using System.Collections.Concurrent;
using Balancing.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Balancing.Http;

/// <summary>The clusters of all balanced clients, by client name. A singleton; everything a client remembers hangs on it.</summary>
/// <remarks>
/// Safe for concurrent use. Handlers come and go, clusters stay until the service provider is disposed. A single cluster can also be had
/// from dependency injection, keyed by the client's name.
/// </remarks>
public sealed class BalancedClusters : IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<BalancedClient>> _clients = new(StringComparer.Ordinal);
    private readonly IServiceProvider _services;
    private readonly IOptionsFactory<BalancedHttpClientOptions> _options;
    private readonly IOptionsChangeTokenSource<BalancedHttpClientOptions>[] _changes;
    private readonly LoadBalancerRegistry _loadBalancers;
    private readonly IHttpMessageHandlerFactory _handlers;
    private readonly ResilienceMetrics _metrics;
    private readonly IClientAddressAccessor? _clientAddress;
    private readonly TimeProvider _time;
    private readonly ILogger<Cluster> _logger;
    private volatile bool _disposed;

    internal BalancedClusters(
        IServiceProvider services,
        IOptionsFactory<BalancedHttpClientOptions> options,
        IEnumerable<IOptionsChangeTokenSource<BalancedHttpClientOptions>> changes,
        LoadBalancerRegistry loadBalancers,
        IHttpMessageHandlerFactory handlers,
        ResilienceMetrics metrics,
        IClientAddressAccessor? clientAddress,
        TimeProvider time,
        ILogger<Cluster> logger)
    {
        _services = services;
        _options = options;
        _changes = [.. changes];
        _loadBalancers = loadBalancers;
        _handlers = handlers;
        _metrics = metrics;
        _clientAddress = clientAddress;
        _time = time;
        _logger = logger;
    }

    /// <summary>The cluster of the client called <paramref name="clientName"/>, made on first use.</summary>
    /// <param name="clientName">The name given to <c>AddBalancedHttpClient</c>.</param>
    /// <exception cref="OptionsValidationException">The client's options are not valid.</exception>
    /// <exception cref="ObjectDisposedException">The service provider has been disposed.</exception>
    public Cluster this[string clientName] => Get(clientName).Cluster;

    internal BalancedClient Get(string clientName)
    {
        var client = _clients.GetOrAdd(clientName, Create);
        try
        {
            var made = client.Value;
            if (!_disposed) return made;
            throw new ObjectDisposedException(nameof(BalancedClusters));
        }
        catch
        {
            // A mistake that is mended later must not stick, and a client that was made while all were disposed of goes the same way.
            _clients.TryRemove(KeyValuePair.Create(clientName, client));
            if (client.IsValueCreated) client.Value.Dispose();
            throw;
        }
    }

    /// <summary>Ends the subscriptions of all clusters. Requests in flight go on.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var client in _clients.Values)
        {
            if (client.IsValueCreated) client.Value.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private Lazy<BalancedClient> Create(string clientName) => new(() =>
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new BalancedClient(clientName, _services, _options, _changes, _loadBalancers, _handlers, _metrics, _clientAddress, _time, _logger);
    });
}
