using Balancing.Internal;
using Balancing.Limits;

namespace Balancing;

/// <summary>What each request of a cluster goes through: a pick by the published snapshot, a count in, a count out.</summary>
internal sealed class DataPlane
{
    private readonly string _name;
    private readonly ClusterOptions _options;
    private readonly ControlPlane _control;
    private readonly ConcurrencyLimiter? _limiter;
    private readonly Dispatcher _dispatcher;
    private readonly RequestQueue? _queue;
    private readonly ConsecutiveLimits _failureLimits;

    /// <summary>How long a probing endpoint waits when the request that tried it said nothing: at most one request in so much time is lost to it.</summary>
    private readonly TimeSpan _probePause;

    public DataPlane(string name, ClusterOptions options, ControlPlane control, ConcurrencyLimiter? limiter)
    {
        (_name, _options, _control, _limiter) = (name, options, control, limiter);
        var detection = options.Health.OutlierDetection;
        _failureLimits = ConsecutiveLimits.Of(detection);
        _probePause = detection.Interval < detection.BaseEjectionTime ? detection.Interval : detection.BaseEjectionTime;

        _dispatcher = new Dispatcher(name, options, control, limiter, this);
        if (limiter is null || options.ConcurrencyLimits.MaxQueueLength == 0) return;
        _queue = new RequestQueue(name, options.ConcurrencyLimits, options.TimeProvider, TryBeginNow);
        control.Published = _queue.OnRoom;
    }

    /// <summary>Monotonic time since the cluster was created.</summary>
    public TimeSpan Now => _control.Now;

    /// <summary>Begins a request, unless a concurrency limit stands in the way.</summary>
    /// <exception cref="NoEndpointException">There is no endpoint, full or not.</exception>
    public bool TryBegin(in PickRequest request, out Attempt attempt)
    {
        if (_queue is null) return TryBeginNow(in request, out attempt);
        attempt = default;

        // Nobody overtakes those who wait.
        if (!_queue.IsEmpty) return false;
        var begun = false;
        try
        {
            return begun = TryBeginNow(in request, out attempt);
        }
        finally
        {
            // One who found no endpoint has held a place of the client's for a moment, in which another may have been turned away.
            if (!begun) _queue.OnRoom();
        }
    }

    /// <summary>Waits for room, if there is a queue.</summary>
    /// <exception cref="NoEndpointException">There is none, or it is full, or the request has waited for too long.</exception>
    public ValueTask<Attempt> QueueAsync(in PickRequest request, CancellationToken cancellationToken) =>
        _queue?.EnterAsync(request, cancellationToken) ?? throw new NoEndpointException(_name, NoEndpointReason.Saturated);

    /// <summary>Whether some endpoint that the request may have has not been tried.</summary>
    public bool HasUntried(in PickRequest request) => _dispatcher.HasUntried(in request);

    /// <summary>Counts a request out and learns from it.</summary>
    public void End(Endpoint endpoint, IEndpointPicker picker, OutcomeCounters outcomes, TimeSpan begun, in RequestOutcome outcome)
    {
        endpoint.EndRequest();
        Record(endpoint, outcomes, in outcome);
        Tell(picker, endpoint, in outcome);
        _limiter?.OnEnded(endpoint, begun, in outcome);
        _queue?.OnRoom();
    }

    /// <summary>Gives an endpoint no new requests for a while, as it asked.</summary>
    public void Spare(Endpoint endpoint, TimeSpan time)
    {
        if (time > _options.Health.MaxRetryAfter) time = _options.Health.MaxRetryAfter;
        if (time <= TimeSpan.Zero || _control.IsDisposed) return;

        // One who is spared already needs no new plan: it is looked at again when its time is over.
        var now = Now;
        if (endpoint.Status.Throttle(now + time, now)) _control.RequestRebuild();
    }

    /// <summary>Notes what an endpoint says about its load.</summary>
    public void Report(Endpoint endpoint, in LoadReport report)
    {
        if (_control.Loads is { } loads && !_control.IsDisposed) loads.Take(endpoint, in report, Now);
    }

    /// <summary>An endpoint that has been counted in was counted out again: somebody who waits may have found it full in between.</summary>
    public void OnRoom() => _queue?.OnRoom();

    public void Tell(IEndpointPicker picker, Endpoint endpoint, in RequestOutcome outcome)
    {
        try
        {
            picker.OnCompleted(endpoint, in outcome);
        }
        catch (Exception e)
        {
            // The request has ended; an algorithm's failure to learn from it must not become the caller's.
            _control.OnPickerFailed(e);
        }
    }

    private bool TryBeginNow(in PickRequest request, out Attempt attempt)
    {
        var begun = _limiter is null ? _dispatcher.TryBegin(in request, out attempt) : TryBeginWithinLimit(_limiter, in request, out attempt);
        if (begun) request.Tried?.Add(attempt.Endpoint);
        return begun;
    }

    private bool TryBeginWithinLimit(ConcurrencyLimiter limiter, in PickRequest request, out Attempt attempt)
    {
        attempt = default;
        if (!limiter.TryEnter()) return false;
        var begun = false;
        try
        {
            return begun = _dispatcher.TryBegin(in request, out attempt);
        }
        finally
        {
            if (!begun) limiter.Leave();
        }
    }

    private void Record(Endpoint endpoint, OutcomeCounters outcomes, in RequestOutcome outcome)
    {
        if (!_options.Health.OutlierDetection.Enabled) return;
        var limitReached = outcomes.Record(outcome.Kind, outcome.Latency, in _failureLimits);
        if (!ReferenceEquals(outcomes, endpoint.Outcomes)) return;
        if (endpoint.Status.IsProbing)
        {
            if (outcome.Kind is OutcomeKind.Cancelled or OutcomeKind.Throttled) endpoint.Status.ReturnProbe(Now + _probePause);
            else _control.RequestRebuild();
        }
        else if (limitReached)
        {
            _control.RequestRebuild();
        }
    }
}
