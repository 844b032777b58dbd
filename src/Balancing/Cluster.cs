using System.Diagnostics;
using Balancing.Internal;
using Balancing.Planning;
using Balancing.Resolution;

namespace Balancing;

/// <summary>The endpoints behind one name, and the picker that spreads requests over them. One per client name, a singleton.</summary>
/// <remarks>
/// <para>
/// A request costs one volatile read, one pick and one counter. A change (a new list, a new load balancer) is worked out aside, one at a
/// time, and published with one volatile write; requests in flight are not disturbed.
/// </para>
/// <para>Safe for concurrent use. After disposal the endpoints are no longer kept up to date, but requests are still served.</para>
/// </remarks>
public sealed class Cluster : IDisposable, IAsyncDisposable
{
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly CoalescingLatch _rebuild;
    private readonly IDisposable _subscription;
    private readonly TaskCompletionSource _firstResolution = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Set by anybody, read inside the latch.
    private volatile IReadOnlyList<EndpointDescription>? _resolved;
    private volatile ILoadBalancer _loadBalancer;

    // Set by the resolver, read when there is no endpoint to use.
    private volatile Exception? _resolverError;

    // Set by the first completion that fails, reset inside the latch.
    private int _pickerFailureTold;

    // Touched inside the latch only.
    private readonly EndpointTable _table = new();
    private readonly StateSlots _sharedState = new();

    // Written inside the latch, read by every request.
    private volatile ClusterSnapshot _snapshot = ClusterSnapshot.Unresolved;

    /// <summary>Creates a cluster and subscribes to its resolver.</summary>
    /// <param name="name">What the cluster is called in messages and logs.</param>
    /// <param name="resolver">Where the endpoints come from.</param>
    /// <param name="loadBalancer">How requests are spread over them.</param>
    /// <param name="options">Settings; the defaults when <see langword="null"/>.</param>
    public Cluster(string name, IEndpointResolver resolver, ILoadBalancer loadBalancer, ClusterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(loadBalancer);
        Name = name;
        _options = options ?? new ClusterOptions();
        _time = _options.TimeProvider;
        _origin = _time.GetTimestamp();
        _loadBalancer = loadBalancer;
        _rebuild = new CoalescingLatch(RebuildInLatch);
        _subscription = resolver.Subscribe(new Listener(this));
    }

    /// <summary>What the cluster is called.</summary>
    public string Name { get; }

    /// <summary>All endpoints there are now, also those that get no requests. A snapshot.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _snapshot.Endpoints;

    /// <summary>How requests are spread. Setting it takes effect at once and forgets nothing that hangs on the endpoints.</summary>
    public ILoadBalancer LoadBalancer
    {
        get => _loadBalancer;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _loadBalancer = value;
            _rebuild.Request();
        }
    }

    /// <summary>Whether requests need an affinity key: making one costs a little, and most load balancers do not look at it.</summary>
    public bool UsesAffinity => _snapshot.UsesAffinity;

    /// <summary>Monotonic time since the cluster was created.</summary>
    internal TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Picks an endpoint and counts a request in flight there until <see cref="Attempt.Complete(OutcomeKind)"/> is called.</summary>
    /// <param name="affinity">What the request should stick to, if the load balancer is a hashing one.</param>
    /// <exception cref="NoEndpointException">There is no endpoint to use. Does not wait for the first resolution: <see cref="BeginAsync"/> does.</exception>
    public Attempt Begin(AffinityKey affinity = default)
    {
        var snapshot = _snapshot;
        if (snapshot.Picker is not { } picker) throw NoEndpoint(snapshot);

        var now = Now;
        var endpoint = picker.Pick(new PickContext { Affinity = affinity, Now = now });
        endpoint.BeginRequest();
        return new Attempt(this, picker, endpoint, now);
    }

    /// <summary>As <see cref="Begin"/>, but waits for the first resolution, at most <see cref="ClusterOptions.FirstResolutionTimeout"/>.</summary>
    /// <param name="affinity">What the request should stick to, if the load balancer is a hashing one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NoEndpointException">There is no endpoint to use.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public ValueTask<Attempt> BeginAsync(AffinityKey affinity = default, CancellationToken cancellationToken = default)
    {
        if (!_firstResolution.Task.IsCompleted) return WaitAndBeginAsync(affinity, cancellationToken);
        try
        {
            return ValueTask.FromResult(Begin(affinity));
        }
        catch (Exception e)
        {
            return ValueTask.FromException<Attempt>(e);
        }
    }

    /// <summary>Ends the subscription to the resolver.</summary>
    public void Dispose() => _subscription.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A picker threw when a request had ended: told once per rebuild, for it may happen with every request.</summary>
    internal void OnPickerFailed(Exception error)
    {
        if (Interlocked.Exchange(ref _pickerFailureTold, 1) == 0) Notify(observer => observer.OnLoadBalancerFailed(this, error));
    }

    private async ValueTask<Attempt> WaitAndBeginAsync(AffinityKey affinity, CancellationToken cancellationToken)
    {
        try
        {
            await _firstResolution.Task.WaitAsync(_options.FirstResolutionTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Begin says what is missing.
        }

        return Begin(affinity);
    }

    private void RebuildInLatch()
    {
        Debug.Assert(_rebuild.IsHeld, "Rebuilding outside the latch.");
        if (_resolved is not { } descriptions) return;

        Volatile.Write(ref _pickerFailureTold, 0);
        var changes = _table.Reconcile(descriptions);
        _snapshot = Build(changes.All);
        _firstResolution.TrySetResult();
        if (!changes.IsEmpty) Notify(observer => observer.OnEndpointsChanged(this, changes.Added, changes.Removed));
    }

    private ClusterSnapshot Build(Endpoint[] endpoints)
    {
        if (EligibilityPlanner.Plan(endpoints, _sharedState) is not { } eligible)
            return new ClusterSnapshot(endpoints, null, NoEndpointReason: NoEndpointReason.AllDraining);
        try
        {
            var loadBalancer = _loadBalancer;
            var picker = loadBalancer.CreatePicker(eligible) ?? throw new InvalidOperationException($"{loadBalancer} made no picker.");
            return new ClusterSnapshot(endpoints, picker, loadBalancer.UsesAffinity);
        }
        catch (Exception e)
        {
            Notify(observer => observer.OnLoadBalancerFailed(this, e));
            return _snapshot with { Endpoints = endpoints, NoEndpointReason = NoEndpointReason.LoadBalancerFailed, Error = e };
        }
    }

    private NoEndpointException NoEndpoint(ClusterSnapshot snapshot) =>
        new(Name, snapshot.NoEndpointReason, snapshot.Error ?? (snapshot.NoEndpointReason == NoEndpointReason.NoneKnown ? _resolverError : null));

    private void Notify(Action<ClusterObserver> tell)
    {
        if (_options.Observer is not { } observer) return;
        try
        {
            tell(observer);
        }
        catch (Exception)
        {
            // Watching must not break what is watched, in a debug build either; and whom could the cluster tell but the observer?
        }
    }

    private sealed class Listener(Cluster cluster) : IEndpointListener
    {
        public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
        {
            // Kept, it would fail every rebuild to come, and whoever asked for that.
            if (endpoints is null || endpoints.Contains(null))
            {
                OnFailed(new ArgumentException("The resolver reported a list that is null or has a null in it.", nameof(endpoints)));
                return;
            }

            // Far more often a registry's hiccup than a service without servers.
            if (endpoints.Count == 0)
            {
                cluster.Notify(observer => observer.OnEmptyListIgnored(cluster));
                return;
            }

            cluster._resolverError = null;
            cluster._resolved = endpoints;
            cluster._rebuild.Request();
        }

        public void OnFailed(Exception error)
        {
            cluster._resolverError = error;
            cluster.Notify(observer => observer.OnResolverFailed(cluster, error));
        }
    }
}
