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
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BalancedClient> _clients = new(StringComparer.Ordinal);
    private readonly IOptionsFactory<BalancedHttpClientOptions> _options;
    private readonly IOptionsChangeTokenSource<BalancedHttpClientOptions>[] _changes;
    private readonly LoadBalancerRegistry _loadBalancers;
    private readonly TimeProvider _time;
    private readonly ILogger<Cluster> _logger;
    private bool _disposed;

    internal BalancedClusters(
        IOptionsFactory<BalancedHttpClientOptions> options,
        IEnumerable<IOptionsChangeTokenSource<BalancedHttpClientOptions>> changes,
        LoadBalancerRegistry loadBalancers,
        TimeProvider time,
        ILogger<Cluster> logger)
    {
        _options = options;
        _changes = [.. changes];
        _loadBalancers = loadBalancers;
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
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_clients.TryGetValue(clientName, out var client)) return client;

            client = new BalancedClient(clientName, _options, _loadBalancers, _time, _logger);
            client.FollowChanges(_changes);
            _clients.Add(clientName, client);
            return client;
        }
    }

    /// <summary>Ends the subscriptions of all clusters. Requests in flight go on.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var client in _clients.Values) client.Dispose();
            _clients.Clear();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
