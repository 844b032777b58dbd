using Balancing.Internal;

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
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ConsecutiveLimits _limits;

    /// <summary>How long a probing endpoint waits when the request that tried it said nothing: at most one request in so much time is lost to it.</summary>
    private readonly TimeSpan _probePause;
    private readonly ControlPlane _control;
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
        _options = options ?? new ClusterOptions();
        _options = _options with { Health = _options.Health.Frozen() };
        _time = _options.TimeProvider;
        _origin = _time.GetTimestamp();
        _limits = ConsecutiveLimits.Of(_options.Health.OutlierDetection);
        var detection = _options.Health.OutlierDetection;
        _probePause = detection.Interval < detection.BaseEjectionTime ? detection.Interval : detection.BaseEjectionTime;
        _control = new ControlPlane(this, loadBalancer, _options);
        _subscription = resolver.Subscribe(_control);
    }

    /// <summary>What the cluster is called.</summary>
    public string Name { get; }

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

    /// <summary>Monotonic time since the cluster was created.</summary>
    internal TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Whether an endpoint of the cluster is given requests, and if not, why.</summary>
    /// <param name="endpoint">One of <see cref="Endpoints"/>.</param>
    public HealthState HealthOf(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Status.StateAt(Now);
    }

    /// <summary>Picks an endpoint and counts a request in flight there until <see cref="Attempt.Complete(OutcomeKind)"/> is called.</summary>
    /// <param name="affinity">What the request should stick to, if the load balancer is a hashing one.</param>
    /// <exception cref="NoEndpointException">There is no endpoint to use. Does not wait for the first resolution: <see cref="BeginAsync"/> does.</exception>
    public Attempt Begin(AffinityKey affinity = default)
    {
        var attempt = PickAndBegin(affinity);

        // Read after the request has been counted, as Drain counts after it has set this: one of the two sees the other.
        return attempt.Endpoint.Status.IsDraining && !(affinity.HasValue && _options.Health.DrainingKeepsAffinity) ? BeginElsewhere(attempt) : attempt;
    }

    /// <summary>As <see cref="Begin(AffinityKey)"/>, but waits for the first resolution, at most <see cref="ClusterOptions.FirstResolutionTimeout"/>.</summary>
    /// <param name="affinity">What the request should stick to, if the load balancer is a hashing one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NoEndpointException">There is no endpoint to use.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public ValueTask<Attempt> BeginAsync(AffinityKey affinity = default, CancellationToken cancellationToken = default)
    {
        if (!_control.FirstResolution.IsCompleted) return WaitAndBeginAsync(affinity, cancellationToken);
        try
        {
            return ValueTask.FromResult(Begin(affinity));
        }
        catch (Exception e)
        {
            return ValueTask.FromException<Attempt>(e);
        }
    }

    /// <summary>Gives an endpoint no new requests until <see cref="Ready(Endpoint)"/>: also across list changes, as long as its address stays.</summary>
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

    /// <summary>Learns from a request that has ended.</summary>
    internal void Record(Endpoint endpoint, OutcomeCounters outcomes, OutcomeKind kind, TimeSpan latency)
    {
        if (!_options.Health.OutlierDetection.Enabled) return;
        var limitReached = outcomes.Record(kind, latency, in _limits);
        if (!ReferenceEquals(outcomes, endpoint.Outcomes)) return;
        if (endpoint.Status.IsProbing)
        {
            if (kind is OutcomeKind.Cancelled or OutcomeKind.Throttled) endpoint.Status.ReturnProbe(Now + _probePause);
            else _control.RequestRebuild();
        }
        else if (limitReached)
        {
            _control.RequestRebuild();
        }
    }

    /// <summary>Gives an endpoint no new requests for a while, as it asked.</summary>
    internal void Spare(Endpoint endpoint, TimeSpan time)
    {
        if (time > _options.Health.MaxRetryAfter) time = _options.Health.MaxRetryAfter;
        if (time <= TimeSpan.Zero || _control.IsDisposed) return;

        // One who is spared already needs no new plan: it is looked at again when its time is over.
        var now = Now;
        if (endpoint.Status.Throttle(now + time, now)) _control.RequestRebuild();
    }

    internal void OnPickerFailed(Exception error) => _control.OnPickerFailed(error);

    private Attempt PickAndBegin(AffinityKey affinity)
    {
        var snapshot = _control.Snapshot;
        var now = Now;
        if (snapshot.Probing is not null && snapshot.TryTakeProbe(now, _options.Health.OutlierDetection.BaseEjectionTime) is { } probed) return Begin(probed, ProbePicker.Instance, now);

        var picker = affinity.HasValue ? snapshot.PickerForKeys : snapshot.Picker;
        if (picker is null) throw NoEndpoint(snapshot);
        return Begin(picker.Pick(new PickContext { Affinity = affinity, Now = now }), picker, now);
    }

    /// <summary>
    /// The endpoint was drained after the pick, or the plan without it is still being worked out: its drain may be over already. For that moment
    /// any other healthy endpoint will do. If there is none, the endpoint keeps the request.
    /// </summary>
    private Attempt BeginElsewhere(Attempt attempt)
    {
        var endpoints = Endpoints;
        var first = Random.Shared.Next(endpoints.Count);
        for (var i = 0; i < endpoints.Count; i++)
        {
            var other = endpoints[(first + i) % endpoints.Count];
            if (other.Weight == 0 || HealthOf(other) != HealthState.Healthy) continue;
            attempt.Complete(OutcomeKind.Cancelled);
            attempt = Begin(other, ProbePicker.Instance, Now);
            if (!other.Status.IsDraining) break;
        }

        return attempt;
    }

    private Attempt Begin(Endpoint endpoint, IEndpointPicker picker, TimeSpan now)
    {
        var outcomes = endpoint.Outcomes;
        endpoint.BeginRequest();
        return new Attempt(this, picker, endpoint, now, outcomes);
    }

    private async ValueTask<Attempt> WaitAndBeginAsync(AffinityKey affinity, CancellationToken cancellationToken)
    {
        try
        {
            await _control.FirstResolution.WaitAsync(_options.FirstResolutionTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Begin says what is missing.
        }

        return Begin(affinity);
    }

    private Endpoint Find(string address)
    {
        var wanted = new EndpointDescription(address).Address;
        return Endpoints.FirstOrDefault(endpoint => endpoint.Address == wanted) ?? throw new ArgumentException($"'{Name}' has no endpoint '{wanted}'.", nameof(address));
    }

    private NoEndpointException NoEndpoint(ClusterSnapshot snapshot) =>
        new(Name, snapshot.NoEndpointReason, snapshot.Error ?? (snapshot.NoEndpointReason == NoEndpointReason.NoneKnown ? _control.ResolverError : null));
}
