using System.Collections.Concurrent;

namespace Balancing.Testing;

/// <summary>Remembers what a cluster told, in order.</summary>
public sealed class RecordingObserver : ClusterObserver
{
    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentQueue<Exception> _errors = new();

    /// <summary>One line per call, such as <c>+2 -1</c> for a changed list.</summary>
    public IReadOnlyList<string> Events => [.. _events];

    /// <summary>The errors that came with the calls.</summary>
    public IReadOnlyList<Exception> Errors => [.. _errors];

    /// <inheritdoc/>
    public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed) =>
        _events.Enqueue($"+{added.Count} -{removed.Count}");

    /// <inheritdoc/>
    public override void OnResolverFailed(Cluster cluster, Exception error) => Add("resolver failed", error);

    /// <inheritdoc/>
    public override void OnEmptyListIgnored(Cluster cluster) => _events.Enqueue("empty list");

    /// <inheritdoc/>
    public override void OnResolverRecovered(Cluster cluster) => _events.Enqueue("recovered");

    /// <inheritdoc/>
    public override void OnListExpired(Cluster cluster, TimeSpan maxStaleAge) => _events.Enqueue("expired");

    /// <inheritdoc/>
    public override void OnLoadBalancerFailed(Cluster cluster, Exception error) => Add("load balancer failed", error);

    private void Add(string what, Exception error)
    {
        _events.Enqueue(what);
        _errors.Enqueue(error);
    }
}
