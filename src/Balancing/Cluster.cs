using Balancing.Limits;

namespace Balancing;

/// <summary>The endpoints behind one name, and the picker that spreads requests over them. One per client name, a singleton.</summary>
/// <remarks>
/// <para>
/// A request costs one volatile read, one pick and one counter. A change (a new list, a new load balancer, an ejection) is worked out aside,
/// one at a time, and published with one volatile write; requests in flight are not disturbed.
/// </para>
/// <para>Safe for concurrent use. After disposal the endpoints are no longer kept up to date, but requests are still served.</para>
/// </remarks>
public sealed class Cluster : IDisposable, IAsyncDisposable
{
    private readonly ClusterOptions _options;
    private readonly ControlPlane _control;
    private readonly DataPlane _requests;
    private readonly IDisposable _subscription;

    /// <summary>Creates a cluster and subscribes to its resolver.</summary>
    /// <param name="name">What the cluster is called in messages and logs.</param>
    /// <param name="resolver">Where the endpoints come from.</param>
    /// <param name="loadBalancer">How requests are spread over them.</param>
    /// <param name="options">Settings; the defaults when <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public Cluster(string name, IEndpointResolver resolver, ILoadBalancer loadBalancer, ClusterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(loadBalancer);
        Name = name;
        _options = (options ?? new ClusterOptions()).Frozen();
        var limiter = _options.ConcurrencyLimits.Any ? new ConcurrencyLimiter(_options.ConcurrencyLimits) : null;
        _control = new ControlPlane(this, loadBalancer, _options, limiter);
        _requests = new DataPlane(name, _options, _control, limiter);
        _control.ListInDoubt = resolver.Refresh;
        _subscription = resolver.Subscribe(_control.Feed);
    }

    /// <summary>What the cluster is called.</summary>
    public string Name { get; }

    /// <summary>The cluster's clock.</summary>
    public TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>All endpoints there are now, also those that get no requests. A snapshot.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _control.Snapshot.Endpoints;

    /// <summary>How requests are spread. Setting it takes effect at once and forgets nothing that hangs on the endpoints.</summary>
    public ILoadBalancer LoadBalancer
    {
        get => _control.LoadBalancer;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _control.LoadBalancer = value;
        }
    }

    /// <summary>Whether requests need an affinity key: making one costs a little, and most load balancers do not look at it.</summary>
    public bool UsesAffinity => _control.Snapshot.UsesAffinity;

    /// <summary>Whether so few endpoints are well that their health is ignored: see <see cref="HealthOptions.PanicThreshold"/>.</summary>
    public bool IsPanicking => _control.Snapshot.IsPanicking;

    /// <summary>How load reports are used. A copy.</summary>
    public LoadReportOptions LoadReports => _options.LoadReports.Frozen();

    /// <summary>What an endpoint says about its load when it does not say it with an answer: see <see cref="Attempt.Report"/>.</summary>
    /// <param name="endpoint">One of <see cref="Endpoints"/>.</param>
    /// <param name="report">The figures.</param>
    public void Report(Endpoint endpoint, in LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _requests.Report(endpoint, in report);
    }

    /// <summary>Whether an endpoint of the cluster is given requests, and if not, why.</summary>
    /// <param name="endpoint">One of <see cref="Endpoints"/>.</param>
    public HealthState HealthOf(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Status.StateAt(_control.Now);
    }

    /// <summary>By what plan requests are spread just now: tiers, shares, effective weights, and why an endpoint gets nothing. For people and tests; O(n).</summary>
    public ClusterDescription Describe() => ClusterDescriber.Describe(Name, _control.Snapshot, _options.Topology, _control.Now);

    /// <summary>Whether a request that has been at these endpoints could still go to one that may be chosen and is not full: if not, it may be wise to wait.</summary>
    /// <remarks>O(n): for requests that have failed.</remarks>
    /// <param name="tried">Where the request has been.</param>
    /// <param name="constraint">Which endpoints it asks for.</param>
    public bool HasUntried(TriedEndpoints tried, MetadataConstraint? constraint = null)
    {
        ArgumentNullException.ThrowIfNull(tried);
        return _requests.HasUntried(new PickRequest(default, tried, constraint));
    }

    /// <summary>Picks an endpoint and counts a request in flight there until <see cref="Attempt.Complete(OutcomeKind)"/> is called.</summary>
    /// <param name="affinity">What the request should stick to, if the load balancer is a hashing one.</param>
    /// <param name="tried">Where the request has been already, if it is repeated: the choice falls on another endpoint if there is one, and is added.</param>
    /// <param name="constraint">Which endpoints it asks for; <see langword="null"/> for any.</param>
    /// <exception cref="NoEndpointException">
    /// There is no endpoint to use, or a concurrency limit is reached. Does not wait, neither for the first resolution nor in the queue: <see cref="BeginAsync"/> does.
    /// </exception>
    /// <exception cref="InvalidOperationException">The constraint's keys are not among <see cref="TopologyOptions.MetadataKeys"/>.</exception>
    public Attempt Begin(AffinityKey affinity = default, TriedEndpoints? tried = null, MetadataConstraint? constraint = null) =>
        _requests.TryBegin(new PickRequest(affinity, tried, constraint), out var attempt) ? attempt : throw new NoEndpointException(Name, NoEndpointReason.Saturated);

    /// <summary>
    /// As <see cref="Begin"/>, but waits for the first resolution, at most <see cref="ClusterOptions.FirstResolutionTimeout"/>, and for room, as
    /// <see cref="ClusterOptions.ConcurrencyLimits"/> say.
    /// </summary>
    /// <param name="affinity">What the request should stick to, if the load balancer is a hashing one.</param>
    /// <param name="tried">Where the request has been already, if it is repeated.</param>
    /// <param name="constraint">Which endpoints it asks for; <see langword="null"/> for any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NoEndpointException">There is no endpoint to use, or a concurrency limit is reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public ValueTask<Attempt> BeginAsync(AffinityKey affinity = default, TriedEndpoints? tried = null, MetadataConstraint? constraint = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var request = new PickRequest(affinity, tried, constraint);
            if (!_control.FirstResolution.IsCompleted) return WaitAndBeginAsync(request, cancellationToken);
            return _requests.TryBegin(in request, out var attempt) ? ValueTask.FromResult(attempt) : _requests.QueueAsync(in request, cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<Attempt>(e);
        }
    }

    /// <summary>Gives an endpoint no new requests until <see cref="Ready(Endpoint)"/>: also across list changes, even if its address is missing for up to 5 minutes.</summary>
    /// <param name="endpoint">One of <see cref="Endpoints"/>.</param>
    /// <returns>Completes when the last request the endpoint has is over.</returns>
    public Task Drain(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Status.IsDraining = true;
        _control.RequestRebuild();
        return endpoint.WhenIdleAsync();
    }

    /// <inheritdoc cref="Drain(Endpoint)"/>
    /// <param name="address">The address of one of <see cref="Endpoints"/>.</param>
    /// <exception cref="ArgumentException">No endpoint has this address.</exception>
    public Task Drain(string address) => Drain(Find(address));

    /// <summary>Gives a drained endpoint requests again; it grows into its share where <see cref="HealthOptions.SlowStart"/> says so.</summary>
    /// <param name="endpoint">One of <see cref="Endpoints"/>.</param>
    public void Ready(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Status.IsDraining = false;
        _control.RequestRebuild();
    }

    /// <inheritdoc cref="Ready(Endpoint)"/>
    /// <param name="address">The address of one of <see cref="Endpoints"/>.</param>
    /// <exception cref="ArgumentException">No endpoint has this address.</exception>
    public void Ready(string address) => Ready(Find(address));

    /// <summary>Ends the subscription to the resolver, active checks and outlier detection.</summary>
    public void Dispose()
    {
        _subscription.Dispose();
        _control.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Attempt> WaitAndBeginAsync(PickRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _control.FirstResolution.WaitAsync(_options.FirstResolutionTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Begin says what is missing.
        }

        return _requests.TryBegin(in request, out var attempt) ? attempt : await _requests.QueueAsync(in request, cancellationToken).ConfigureAwait(false);
    }

    private Endpoint Find(string address)
    {
        var wanted = new EndpointDescription(address).Address;
        return Endpoints.FirstOrDefault(endpoint => endpoint.Address == wanted) ?? throw new ArgumentException($"'{Name}' has no endpoint '{wanted}'.", nameof(address));
    }
}
