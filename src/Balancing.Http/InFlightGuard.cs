using Balancing.Http.LoadReports;

namespace Balancing.Http;

/// <summary>Stands for a request in flight: counts it out when told to, or in the finaliser when everybody has forgotten it.</summary>
/// <remarks>
/// Registering an object for finalisation costs several times what the rest of the tracking does, so guards are used again: one that
/// has done its work goes back to a small pool and keeps its registration. Only a guard that is given up with its response is ever finalised.
/// </remarks>
internal sealed class InFlightGuard
{
    // Each processor looks at eight places of its own first. What does not fit is left to the garbage collector.
    private const int Places = 128, Tries = 8;

    private static readonly InFlightGuard?[] Pool = new InFlightGuard?[Places];

    private Attempt _attempt;
    private OutcomeKind _outcome;
    private TimeSpan _latency;
    private OutcomeClassifier _classifier = OutcomeClassifier.Default;
    private HttpResponseMessage? _grpc;
    private LoadReportHeaders? _loadReports;

    private InFlightGuard()
    {
    }

#pragma warning disable MA0055 // Not for a resource, but for a count that would otherwise be wrong for ever.
    ~InFlightGuard() => _attempt.Complete(_outcome, _latency);
#pragma warning restore MA0055

    /// <param name="attempt">What is in flight.</param>
    /// <param name="outcome">How it ends unless something happens to its body.</param>
    /// <param name="classifier">Says what it means if something does.</param>
    /// <param name="response">Its headers have just come.</param>
    /// <param name="loadReports">Reads the load report that may come after its body; <see langword="null"/> if nobody wants it.</param>
    public static InFlightGuard Of(in Attempt attempt, OutcomeKind outcome, OutcomeClassifier classifier, HttpResponseMessage response, LoadReportHeaders? loadReports)
    {
        var guard = Take() ?? new InFlightGuard();
        guard._attempt = attempt;
        guard._outcome = outcome;
        guard._latency = attempt.Elapsed;
        guard._classifier = classifier;
        guard._grpc = GrpcStatus.IsGrpc(response) ? response : null;
        guard._loadReports = loadReports;
        return guard;
    }

    /// <summary>The body has ended. To be called once, this or <see cref="Fail"/>: afterwards the guard belongs to another request.</summary>
    public void End()
    {
        var outcome = _outcome;
        try
        {
            if (_grpc is not null)
            {
                _loadReports?.Read(_grpc.TrailingHeaders, in _attempt);

                // A gRPC call that went wrong says so after its body.
                outcome = _classifier.Classify(_grpc);
            }
        }
        finally
        {
            End(outcome);
        }
    }

    /// <summary>The body broke off.</summary>
    /// <param name="error">How.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public void Fail(Exception error, CancellationToken cancellationToken)
    {
        var outcome = OutcomeKind.Cancelled;
        try
        {
            outcome = _classifier.Classify(error, cancellationToken);
        }
        finally
        {
            End(outcome);
        }
    }

    private void End(OutcomeKind outcome)
    {
        var (attempt, latency) = (_attempt, _latency);
        (_attempt, _grpc, _loadReports) = (default, null, null);
#pragma warning disable CA1816 // Back in the pool it must stay registered; out of it, it has nothing to finalise.
        if (!TryPutBack()) GC.SuppressFinalize(this);
#pragma warning restore CA1816
        attempt.Complete(outcome, latency);
    }

    private static InFlightGuard? Take()
    {
        var first = FirstPlace();
        for (var i = 0; i < Tries; i++)
        {
            ref var place = ref Pool[(first + i) % Places];
            if (place is not null && Interlocked.Exchange(ref place, null) is { } guard) return guard;
        }

        return null;
    }

    private bool TryPutBack()
    {
        var first = FirstPlace();
        for (var i = 0; i < Tries; i++)
        {
            ref var place = ref Pool[(first + i) % Places];
            if (place is null && Interlocked.CompareExchange(ref place, this, null) is null) return true;
        }

        return false;
    }

    private static int FirstPlace() => Thread.GetCurrentProcessorId() * Tries % Places;
}
