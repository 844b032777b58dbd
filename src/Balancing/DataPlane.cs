using Balancing.Internal;
using Balancing.Limits;

namespace Balancing;

/// <summary>What each request of a cluster goes through: a pick by the published snapshot, a count in, a count out.</summary>
internal sealed class DataPlane
{
    /// <summary>How often a picker is asked for another endpoint than those excluded before the one that has been drawn is taken.</summary>
    private const int MaxPicks = 3;

    private readonly string _name;
    private readonly ClusterOptions _options;
    private readonly ControlPlane _control;
    private readonly ConcurrencyLimiter? _limiter;
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

        if (limiter is null || options.ConcurrencyLimits.MaxQueueLength == 0) return;
        _queue = new RequestQueue(name, options.ConcurrencyLimits, options.TimeProvider, TryBeginNow);
        control.Published = _queue.OnRoom;
    }

    /// <summary>Monotonic time since the cluster was created.</summary>
    public TimeSpan Now => _control.Now;

    /// <summary>Begins a request, unless a concurrency limit stands in the way.</summary>
    /// <exception cref="NoEndpointException">There is no endpoint, full or not.</exception>
    public bool TryBegin(AffinityKey affinity, TriedEndpoints? tried, out Attempt attempt)
    {
        if (_queue is null) return TryBeginNow(affinity, tried, out attempt);
        attempt = default;

        // Nobody overtakes those who wait.
        if (!_queue.IsEmpty) return false;
        var begun = false;
        try
        {
            return begun = TryBeginNow(affinity, tried, out attempt);
        }
        finally
        {
            // One who found no endpoint has held a place of the client's for a moment, in which another may have been turned away.
            if (!begun) _queue.OnRoom();
        }
    }

    /// <summary>Waits for room, if there is a queue.</summary>
    /// <exception cref="NoEndpointException">There is none, or it is full, or the request has waited for too long.</exception>
    public ValueTask<Attempt> QueueAsync(AffinityKey affinity, TriedEndpoints? tried, CancellationToken cancellationToken) =>
        _queue?.EnterAsync(affinity, tried, cancellationToken) ?? throw new NoEndpointException(_name, NoEndpointReason.Saturated);

    /// <summary>Whether some eligible endpoint has not been tried.</summary>
    public bool HasUntried(TriedEndpoints tried)
    {
        var context = new PickContext { Tried = tried, SkipsFull = true, SkipsDraining = true };
        return _control.Snapshot.ForAll is { } choice && choice.Endpoints.AnyBut(in context);
    }

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

    private bool TryBeginNow(AffinityKey affinity, TriedEndpoints? tried, out Attempt attempt)
    {
        var begun = _limiter is null ? PickAndBegin(affinity, tried, out attempt) : TryBeginWithinLimit(_limiter, affinity, tried, out attempt);
        if (begun) tried?.Add(attempt.Endpoint);
        return begun;
    }

    private bool TryBeginWithinLimit(ConcurrencyLimiter limiter, AffinityKey affinity, TriedEndpoints? tried, out Attempt attempt)
    {
        attempt = default;
        if (!limiter.TryEnter()) return false;
        var begun = false;
        try
        {
            return begun = PickAndBegin(affinity, tried, out attempt);
        }
        finally
        {
            if (!begun) limiter.Leave();
        }
    }

    private bool PickAndBegin(AffinityKey affinity, TriedEndpoints? tried, out Attempt attempt)
    {
        var snapshot = _control.Snapshot;
        var now = Now;

        // Not with a request that has failed once: it had better not be the one that finds out.
        if (snapshot.Probing is not null && tried?.Last is null && TryBeginTrial(snapshot, now, out attempt)) return true;
        if ((affinity.HasValue ? snapshot.ForKeys : snapshot.ForAll) is not { } choice) throw NoEndpoint(snapshot);

        // A draining endpoint may keep the keys that lead to it, but is no second choice: so its key's first choice is asked for, full or not.
        var evenIfDraining = affinity.HasValue && _options.Health.DrainingKeepsAffinity && tried?.Last is null;
        var context = new PickContext { Affinity = affinity, Now = now, Tried = tried, SkipsFull = _limiter is not null && !evenIfDraining };
        var endpoint = choice.Picker.Pick(in context);
        if (!context.Excludes(endpoint) && TryCount(endpoint, evenIfDraining))
        {
            attempt = NewAttempt(endpoint, choice.Picker, now);
            return true;
        }

        Discard(choice.Picker, endpoint, now);
        return TryBeginElsewhere(choice, context with { SkipsFull = _limiter is not null, SkipsDraining = true }, out attempt);
    }

    /// <summary>Begins at an endpoint that waits to be tried, if there is one.</summary>
    private bool TryBeginTrial(ClusterSnapshot snapshot, TimeSpan now, out Attempt attempt)
    {
        attempt = default;
        if (snapshot.TryTakeProbe(now, _options.Health.OutlierDetection.BaseEjectionTime) is not { } probed) return false;
        if (TryCount(probed, evenIfDraining: false))
        {
            attempt = NewAttempt(probed, UnpickedPicker.Instance, now);
            return true;
        }

        probed.Status.ReturnProbe(now);
        return false;
    }

    /// <summary>
    /// The first choice is no good. Wanted is an endpoint that is not full and not being drained, and of those, in this order: one that has not been
    /// tried; any but the one tried last; that one. A drained endpoint, which is in the picker until the plan without it has been worked out, gets
    /// what was not its own only if all others are drained, too: full ones are worth waiting for.
    /// </summary>
    private bool TryBeginElsewhere(Choice choice, in PickContext context, out Attempt attempt)
    {
        if (TryBeginByChoice(choice, in context, out attempt)) return true;
        var anywhere = context with { Tried = null };
        if (context.Tried is { Last: { } last } tried
            && (TryBeginByChoice(choice, context with { Tried = new TriedEndpoints(last) }, out attempt) || TryBeginByChoice(choice, in anywhere, out attempt)))
        {
            tried.BeginRound();
            return true;
        }

        return !choice.Endpoints.AnyBut(anywhere with { SkipsFull = false }) && TryBeginByChoice(choice, anywhere with { SkipsDraining = false }, out attempt);
    }

    /// <summary>Begins at an endpoint that is not excluded, if there is one: the picker's, if it names one of them, or one that is drawn.</summary>
    private bool TryBeginByChoice(Choice choice, in PickContext context, out Attempt attempt)
    {
        attempt = default;
        if (!choice.Endpoints.AnyBut(in context)) return false;
        for (var picks = 0; picks < MaxPicks; picks++)
        {
            var endpoint = choice.Picker.Pick(in context);
            if (!context.Excludes(endpoint) && TryCount(endpoint, !context.SkipsDraining))
            {
                attempt = NewAttempt(endpoint, choice.Picker, context.Now);
                return true;
            }

            Discard(choice.Picker, endpoint, context.Now);
        }

        while (choice.Endpoints.DrawBut(in context, _options.Random) is { } drawn)
        {
            if (!TryCount(drawn, !context.SkipsDraining)) continue;
            attempt = NewAttempt(drawn, UnpickedPicker.Instance, context.Now);
            return true;
        }

        return false;
    }

    private bool TryCount(Endpoint endpoint, bool evenIfDraining)
    {
        if (!evenIfDraining && endpoint.Status.IsDraining) return false;
        if (_limiter is null) endpoint.BeginRequest();
        else if (!endpoint.TryBeginRequest()) return false;

        // Read after the request has been counted, as Drain counts after it has set this: one of the two sees the other.
        if (evenIfDraining || !endpoint.Status.IsDraining) return true;
        endpoint.EndRequest();

        // One whose key leads here may have found it full in between. At most once per request and drain: a further try sees the drain beforehand.
        _queue?.OnRoom();
        return false;
    }

    /// <summary>Each pick is followed by a completion, also that of an endpoint which got no request.</summary>
    private void Discard(IEndpointPicker picker, Endpoint endpoint, TimeSpan now) =>
        Tell(picker, endpoint, new RequestOutcome { Kind = OutcomeKind.Cancelled, Now = now });

    private void Tell(IEndpointPicker picker, Endpoint endpoint, in RequestOutcome outcome)
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

    private Attempt NewAttempt(Endpoint endpoint, IEndpointPicker picker, TimeSpan now) => new(this, picker, endpoint, now, endpoint.Outcomes);

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

    private NoEndpointException NoEndpoint(ClusterSnapshot snapshot) =>
        new(_name, snapshot.NoEndpointReason, snapshot.Error ?? (snapshot.NoEndpointReason is NoEndpointReason.NoneKnown or NoEndpointReason.ListExpired ? _control.Feed.Error : null));
}
