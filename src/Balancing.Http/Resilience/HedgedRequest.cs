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
    private volatile bool _waitOnly;

    public static HedgedRequest Of(ResilienceContext context) => context.Properties.GetValue(Key, null!);

    /// <summary>How long to wait for an answer until the next attempt is made as well; a negative time means: for any time.</summary>
    public TimeSpan Delay => _waitOnly ? Timeout.InfiniteTimeSpan : _policy.Delay;

    public async Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        RequestAttempts.GetOrAdd(request);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Key, this);
        try
        {
            return await _policy.Pipeline.ExecuteAsync(static (context, hedged) => hedged.SendCopyAsync(context.CancellationToken), context, this).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether an outcome is to be thrown away as long as another attempt may end better. No further attempt is made then: that is the retries' business.</summary>
    public bool IsFailure(Outcome<HttpResponseMessage> outcome, CancellationToken cancellationToken)
    {
        // Any exception: an attempt that found no endpoint, or no room, says nothing about the one that is under way.
        var failed = outcome.Exception is null ? _policy.Rules.Judge(outcome.Result!.StatusCode) != RetryVerdict.Final : !cancellationToken.IsCancellationRequested;
        if (failed) _waitOnly = true;
        return failed;
    }

    /// <summary>The next attempt, unless there should be none: a second one at the same endpoint would only add to what makes it slow.</summary>
    public Func<ValueTask<Outcome<HttpResponseMessage>>>? Hedge(ResilienceContext context)
    {
        if (_waitOnly) return null;
        if (!handler.Cluster.HasUntried(RequestAttempts.GetOrAdd(request)) || !_policy.Budget.TryTake())
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
            var response = await handler.SendOnceAsync(RequestCopy.Of(request), cancellationToken).ConfigureAwait(false);
            response.RequestMessage = request;
            _policy.OnEnded(_policy.Time.GetElapsedTime(begun));
            return response;
        }
        catch (OperationCanceledException)
        {
            // Losers, too: they have taken at least so long, and leaving them out would make the quantile one of the winners. Other failures are no answers, however soon.
            _policy.OnEnded(_policy.Time.GetElapsedTime(begun));
            throw;
        }
    }
}
