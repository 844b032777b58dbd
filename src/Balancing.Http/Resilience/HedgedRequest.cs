using Polly;

namespace Balancing.Http.Resilience;

/// <summary>One request on its way through the hedging pipeline.</summary>
/// <remarks>
/// The caller's own request is never sent: each attempt gets a copy, so that it stays as it was while a loser is still being cancelled. The list of
/// endpoints tried is common to all copies, so that each attempt goes to an endpoint of its own.
/// </remarks>
internal sealed class HedgedRequest(HedgingHandler handler, HttpRequestMessage request)
{
    private static readonly ResiliencePropertyKey<HedgedRequest> Key = new("Balancing.HedgedRequest");

    private readonly HedgingPolicy _policy = handler.Policy;
    private TriedEndpoints? _tried;
    private volatile bool _waitOnly;

    public static HedgedRequest Of(ResilienceContext context) => context.Properties.GetValue(Key, null!);

    /// <summary>How long to wait for an answer until the next attempt is made as well; a negative time means: for any time.</summary>
    public TimeSpan Delay => _waitOnly ? Timeout.InfiniteTimeSpan : _policy.Delay;

    public async Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        _tried = RequestAttempts.GetOrAdd(request);

        // Asking for the length writes it down, in headers that all attempts share.
        _ = request.Content?.Headers.ContentLength;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Key, this);
        try
        {
            var response = await _policy.Pipeline.ExecuteAsync(static (context, hedged) => hedged.SendCopyAsync(context.CancellationToken), context, this).ConfigureAwait(false);
            if (response.RequestMessage is RequestCopy { IsAnswered: true }) _tried.StartOver();
            response.RequestMessage = request;
            return response;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether an outcome is to be thrown away as long as another attempt may end better. No further attempt is made then: that is the retries' business.</summary>
    public bool IsFailure(Outcome<HttpResponseMessage> outcome, CancellationToken cancellationToken)
    {
        // Any exception, also one that is not to be retried: another attempt may be on its way already. If none is, this outcome stays.
        var failed = outcome.Exception is null ? _policy.Rules.Judge(outcome.Result!.StatusCode) != RetryVerdict.Final : !cancellationToken.IsCancellationRequested;
        if (failed) _waitOnly = true;
        return failed;
    }

    /// <summary>The next attempt, unless there should be none: a second one at the same endpoint would only add to what makes it slow.</summary>
    public Func<ValueTask<Outcome<HttpResponseMessage>>>? Hedge(ResilienceContext context)
    {
        if (_waitOnly) return null;

        // At the same endpoint it would only be one more that waits.
        if (!handler.Balancing.HasUntried(request, _tried!) || !_policy.Budget.TryTake())
        {
            _waitOnly = true;
            return null;
        }

        _policy.OnHedge();
        return async () => Outcome.FromResult(await SendCopyAsync(context.CancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<HttpResponseMessage> SendCopyAsync(CancellationToken cancellationToken)
    {
        var begun = _policy.Time.GetTimestamp();
        try
        {
            var copy = RequestCopy.Of(request);
            var response = await handler.SendOnceAsync(copy, cancellationToken).ConfigureAwait(false);
            response.RequestMessage = copy;

            // A failure is fast or slow for reasons of its own.
            if (_policy.Rules.Judge(response.StatusCode) == RetryVerdict.Final) _policy.OnAnswered(_policy.Time.GetElapsedTime(begun));
            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A loser, most likely: it has taken at least so long, and without it the quantile would be one of the winners.
            _policy.OnAnswered(_policy.Time.GetElapsedTime(begun));
            throw;
        }
    }
}
