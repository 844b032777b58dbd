using Balancing.Limits;

namespace Balancing;

/// <summary>Finds an endpoint for a request and counts the request in there: the picker's first choice, or the next best one.</summary>
internal sealed class Dispatcher(string name, ClusterOptions options, ControlPlane control, ConcurrencyLimiter? limiter, DataPlane requests)
{
    /// <summary>How often a picker is asked for another endpoint than those excluded before the one that has been drawn is taken.</summary>
    private const int MaxPicks = 3;

    /// <summary>Begins a request, unless all that it may have are full.</summary>
    /// <exception cref="NoEndpointException">There is no endpoint, full or not.</exception>
    public bool TryBegin(in PickRequest request, out Attempt attempt)
    {
        var choices = ChoicesOf(in request);
        var (affinity, tried, now) = (request.Affinity, request.Tried, control.Now);

        // Not with a request that has failed once: it had better not be the one that finds out.
        if (choices.Probing is not null && tried?.Last is null && TryBeginTrial(choices, now, out attempt)) return true;
        if (SelectionOf(choices, in request) is not { } selection) throw NoEndpoint(choices);

        // A draining endpoint may keep the keys that lead to it, but is no second choice: so its key's first choice is asked for, full or not.
        var evenIfDraining = affinity.HasValue && options.Health.DrainingKeepsAffinity && tried?.Last is null;
        var context = new PickContext { Affinity = affinity, Now = now, Tried = tried, SkipsFull = limiter is not null && !evenIfDraining };
        var choice = selection.Draw(in affinity, options.Random);
        var endpoint = choice.Picker.Pick(in context);
        if (!context.Excludes(endpoint) && TryCount(endpoint, evenIfDraining))
        {
            attempt = NewAttempt(endpoint, choice.Picker, now);
            return true;
        }

        Discard(choice.Picker, endpoint, now);
        return TryBeginElsewhere(selection, choice, context with { SkipsFull = limiter is not null, SkipsDraining = true }, out attempt);
    }

    /// <summary>Whether some endpoint that the request may have has not been tried.</summary>
    public bool HasUntried(in PickRequest request)
    {
        var context = new PickContext { Tried = request.Tried, SkipsFull = true, SkipsDraining = true };
        return Find(in request) is { } choices && SelectionOf(choices, in request) is { } selection
            && (selection.All.AnyBut(in context) || ReserveOf(selection, in context)?.AnyBut(in context) == true);
    }

    /// <summary>For a request that has been at all the others. One that is full has not been tried: it is worth waiting for.</summary>
    private static EndpointSet? ReserveOf(Selection selection, in PickContext context) =>
        selection.Reserve is { } reserve && !selection.All.AnyBut(context with { SkipsFull = false }) ? reserve : null;

    private Choices ChoicesOf(in PickRequest request)
    {
        if (Find(in request) is { } choices) return choices;
        var constraint = request.Constraint!;
        throw options.Topology.Knows(constraint)
            ? new NoEndpointException(name, NoEndpointReason.NoneMatches)
            : new InvalidOperationException($"A request of '{name}' asks for {constraint}, but its topology's MetadataKeys do not have '{constraint.Keys}'.");
    }

    /// <summary>What a request may choose from; <see langword="null"/> if nobody has the metadata that it requires, or nobody may ask for it.</summary>
    private Choices? Find(in PickRequest request)
    {
        var snapshot = control.Snapshot;
        if (request.Constraint is not { } constraint) return snapshot.ForAll;
        if (snapshot.For(constraint) is { } own) return own;

        // Before the first list nobody can tell, nor when it has expired.
        return (!constraint.IsRequired || snapshot.Endpoints.Length == 0) && options.Topology.Knows(constraint) ? snapshot.ForAll : null;
    }

    /// <summary>Among whom to choose. If those that a request would like are all drained, or are to fail closed, it gets what the others get.</summary>
    private Selection? SelectionOf(Choices choices, in PickRequest request)
    {
        var own = Of(choices, request.Affinity.HasValue);
        return own is null && request.Constraint is { IsRequired: false } ? Of(control.Snapshot.ForAll, request.Affinity.HasValue) : own;

        static Selection? Of(Choices choices, bool hasKey) => hasKey ? choices.ForKeys : choices.ForAll;
    }

    /// <summary>Begins at an endpoint that waits to be tried, if there is one.</summary>
    private bool TryBeginTrial(Choices choices, TimeSpan now, out Attempt attempt)
    {
        attempt = default;
        if (choices.TryTakeProbe(now, options.Health.OutlierDetection.BaseEjectionTime) is not { } probed) return false;
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
    /// tried; one of a tier or zone that gets nothing by the plan, if the request has been at all the others; any but the one tried last; that one. A drained endpoint, which is
    /// in the picker until the plan without it has been worked out, gets what was not its own only if all others are drained, too: full ones are worth waiting for.
    /// </summary>
    private bool TryBeginElsewhere(Selection selection, Choice choice, in PickContext context, out Attempt attempt)
    {
        if (TryBeginByChoice(selection, choice, in context, out attempt)) return true;
        var anywhere = context with { Tried = null };
        if (context.Tried is { Last: { } last } tried)
        {
            if (ReserveOf(selection, in context) is { } reserve && TryBeginDrawn(reserve, in context, out attempt)) return true;
            if (TryBeginByChoice(selection, choice, context with { Tried = new TriedEndpoints(last) }, out attempt) || TryBeginByChoice(selection, choice, in anywhere, out attempt))
            {
                tried.BeginRound();
                return true;
            }
        }

        return !selection.All.AnyBut(anywhere with { SkipsFull = false }) && TryBeginByChoice(selection, choice, anywhere with { SkipsDraining = false }, out attempt);
    }

    /// <summary>Begins at an endpoint that is not excluded, if there is one: the picker's, if it names one of them, or one that is drawn.</summary>
    private bool TryBeginByChoice(Selection selection, Choice choice, in PickContext context, out Attempt attempt)
    {
        attempt = default;
        if (!selection.All.AnyBut(in context)) return false;
        for (var picks = 0; picks < MaxPicks && choice.Endpoints.AnyBut(in context); picks++)
        {
            var endpoint = choice.Picker.Pick(in context);
            if (!context.Excludes(endpoint) && TryCount(endpoint, !context.SkipsDraining))
            {
                attempt = NewAttempt(endpoint, choice.Picker, context.Now);
                return true;
            }

            Discard(choice.Picker, endpoint, context.Now);
        }

        return TryBeginDrawn(selection.All, in context, out attempt);
    }

    private bool TryBeginDrawn(EndpointSet endpoints, in PickContext context, out Attempt attempt)
    {
        attempt = default;
        while (endpoints.DrawBut(in context, options.Random) is { } drawn)
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
        if (limiter is null) endpoint.BeginRequest();
        else if (!endpoint.TryBeginRequest()) return false;

        // Read after the request has been counted, as Drain counts after it has set this: one of the two sees the other.
        if (evenIfDraining || !endpoint.Status.IsDraining) return true;
        endpoint.EndRequest();

        // One whose key leads here may have found it full in between. At most once per request and drain: a further try sees the drain beforehand.
        requests.OnRoom();
        return false;
    }

    /// <summary>Each pick is followed by a completion, also that of an endpoint which got no request.</summary>
    private void Discard(IEndpointPicker picker, Endpoint endpoint, TimeSpan now) =>
        requests.Tell(picker, endpoint, new RequestOutcome { Kind = OutcomeKind.Cancelled, Begun = now, Now = now });

    private Attempt NewAttempt(Endpoint endpoint, IEndpointPicker picker, TimeSpan now) => new(requests, picker, endpoint, now, endpoint.Outcomes);

    private NoEndpointException NoEndpoint(Choices choices) =>
        new(name, choices.NoEndpointReason, choices.Error ?? (choices.NoEndpointReason is NoEndpointReason.NoneKnown or NoEndpointReason.ListExpired ? control.Feed.Error : null));
}
