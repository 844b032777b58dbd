using Polly;

namespace Balancing.Http.Resilience;

/// <summary>One request whose first attempt has failed, on its way through the retry pipeline.</summary>
internal sealed class RetriedRequest(RetryHandler handler, HttpRequestMessage request, Outcome<HttpResponseMessage> first)
{
    private static readonly ResiliencePropertyKey<RetriedRequest> Key = new("Balancing.RetriedRequest");

    private readonly RetryPolicy _policy = handler.Policy;
    private bool _firstIsTold;

    /// <summary>How long to wait before the retry that <see cref="MayRetry"/> has just allowed.</summary>
    public TimeSpan Wait { get; private set; }

    public static RetriedRequest Of(ResilienceContext context) => context.Properties.GetValue(Key, null!);

    public async Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        var context = ContextFor(cancellationToken);
        try
        {
            return await _policy.Pipeline.ExecuteAsync(static (context, retried) => retried.NextAsync(context.CancellationToken), context, this).ConfigureAwait(false);
        }
        finally
        {
            DropUntoldFirst();
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public HttpResponseMessage Send(CancellationToken cancellationToken)
    {
        var context = ContextFor(cancellationToken);
        try
        {
            return _policy.Pipeline.Execute(static (context, retried) => retried.Next(context.CancellationToken), context, this);
        }
        finally
        {
            DropUntoldFirst();
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether the request may be sent again after this outcome. Takes an attempt from the budget if so.</summary>
    /// <param name="outcome">Of the last attempt.</param>
    /// <param name="retries">How often the request has been sent again.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public bool MayRetry(Outcome<HttpResponseMessage> outcome, int retries, CancellationToken cancellationToken)
    {
        var verdict = outcome.Exception is { } error ? RetryRules.Judge(error, cancellationToken) : _policy.Rules.Judge(outcome.Result!.StatusCode);
        if (verdict == RetryVerdict.Final || retries >= _policy.Options.MaxRetries) return false;
        if ((_policy.WhyNot(request, verdict) ?? WhyNotNow(outcome, retries)) is { } refusal)
        {
            _policy.OnRefused(request, refusal);
            return false;
        }

        _policy.OnRetry();
        return true;
    }

    /// <summary>Another endpoint is asked at once; the same one after a while, and after Retry-After if it gave one.</summary>
    private RetryRefusal? WhyNotNow(Outcome<HttpResponseMessage> outcome, int retries)
    {
        Wait = TimeSpan.Zero;
        if (RequestAttempts.Find(request) is not { } tried || !handler.Balancing.HasUntried(request, tried))
        {
            var asked = outcome.Result is { } response ? RetryAfter.Of(response) : null;
            if (asked > _policy.Options.MaxRetryAfter) return RetryRefusal.RetryAfterTooLong;
            Wait = asked > TimeSpan.Zero ? asked.Value : Backoff(retries);
        }

        return _policy.Budget.TryTake() ? null : RetryRefusal.BudgetSpent;
    }

    /// <summary>Full jitter: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; with Envoy's bounds.</summary>
    private TimeSpan Backoff(int retries)
    {
        var most = _policy.Options.BaseDelay * ((1 << (retries + 1)) - 1);
        if (most > _policy.Options.MaxDelay) most = _policy.Options.MaxDelay;
        return most * _policy.Random.NextDouble();
    }

    private ValueTask<HttpResponseMessage> NextAsync(CancellationToken cancellationToken) =>
        TryTellFirst(out var response) ? ValueTask.FromResult(response) : new ValueTask<HttpResponseMessage>(handler.SendOnceAsync(request, cancellationToken));

    private HttpResponseMessage Next(CancellationToken cancellationToken) => TryTellFirst(out var response) ? response : handler.SendOnce(request, cancellationToken);

    /// <summary>The pipeline's first call gets the outcome of the attempt that has been made without it.</summary>
    private bool TryTellFirst(out HttpResponseMessage response)
    {
        response = null!;
        if (_firstIsTold) return false;
        _firstIsTold = true;
        first.ThrowIfException();
        response = first.Result!;
        return true;
    }

    /// <summary>A pipeline that finds its caller gone asks nobody, and then nobody else ends the first attempt's answer.</summary>
    private void DropUntoldFirst()
    {
        if (!_firstIsTold) first.Result?.Dispose();
    }

    private ResilienceContext ContextFor(CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Key, this);
        return context;
    }
}
