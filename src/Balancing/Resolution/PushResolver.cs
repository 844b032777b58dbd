using Balancing.Internal;

namespace Balancing.Resolution;

/// <summary>A list that code sets: whatever knows the endpoints calls <see cref="Update(IEnumerable{EndpointDescription})"/>.</summary>
/// <remarks>
/// Safe for concurrent use. Subscribers have the list when <c>Update</c> returns, unless another thread is just delivering: then that
/// thread delivers it too. Lists never overtake each other, and those between the one under way and the newest are skipped.
/// </remarks>
public sealed class PushResolver : IEndpointResolver
{
    private readonly Lock _lock = new();
    private readonly CoalescingLatch _delivery;
    private Subscription[] _subscriptions = [];
    private EndpointDescription[]? _latest;

    /// <summary>Creates a resolver without a list; subscribers wait for the first update.</summary>
    public PushResolver() => _delivery = new CoalescingLatch(Deliver);

    /// <summary>Creates a resolver that already knows a list.</summary>
    /// <param name="endpoints">All endpoints there are now.</param>
    public PushResolver(params IEnumerable<EndpointDescription> endpoints)
        : this()
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        _latest = Checked(endpoints);
    }

    /// <summary>Creates a resolver that already knows endpoints of weight 1.</summary>
    /// <param name="addresses">Absolute URIs.</param>
    /// <exception cref="ArgumentException">An address is not valid.</exception>
    public PushResolver(params IEnumerable<string> addresses)
        : this(addresses.Select(address => new EndpointDescription(address)))
    {
    }

    /// <summary>Replaces the list.</summary>
    /// <param name="endpoints">All endpoints there are now.</param>
    public void Update(params IEnumerable<EndpointDescription> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Volatile.Write(ref _latest, Checked(endpoints));
        _delivery.Request();
    }

    /// <summary>Replaces the list by endpoints of weight 1.</summary>
    /// <param name="addresses">Absolute URIs.</param>
    /// <exception cref="ArgumentException">An address is not valid.</exception>
    public void Update(params IEnumerable<string> addresses) => Update(addresses.Select(address => new EndpointDescription(address)));

    /// <summary>Tells the subscribers that the endpoints could not be found; what they know stays in use.</summary>
    /// <param name="error">What went wrong.</param>
    public void Fail(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        foreach (var subscription in Volatile.Read(ref _subscriptions)) subscription.Listener.OnFailed(error);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var subscription = new Subscription(this, listener);
        lock (_lock) _subscriptions = [.. _subscriptions, subscription];
        _delivery.Request();
        return subscription;
    }

    private static EndpointDescription[] Checked(IEnumerable<EndpointDescription> endpoints)
    {
        EndpointDescription[] list = [.. endpoints];
        return list.Contains(null) ? throw new ArgumentException("The list has a null in it.", nameof(endpoints)) : list;
    }

    private void Deliver()
    {
        if (Volatile.Read(ref _latest) is not { } latest) return;
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            if (ReferenceEquals(subscription.Delivered, latest)) continue;
            subscription.Delivered = latest;
            subscription.Listener.OnResolved(latest);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock) _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
    }

    private sealed class Subscription(PushResolver owner, IEndpointListener listener) : IDisposable
    {
        public IEndpointListener Listener { get; } = listener;

        /// <summary>Touched inside the latch only.</summary>
        public EndpointDescription[]? Delivered { get; set; }

        public void Dispose() => owner.Remove(this);
    }
}
