using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Balancing.Http.Resilience;

/// <summary>What a client's retries have in common: rules, budget and Polly pipeline. One per client, shared by its handlers.</summary>
internal sealed class RetryPolicy
{
    private readonly string _client;
    private readonly ILogger _logger;
    private readonly ResilienceMetrics _metrics;

    public RetryPolicy(string client, RetryOptions options, TimeProvider time, Random random, ResilienceMetrics metrics, ILogger logger)
    {
        (_client, Options, Random, _metrics, _logger) = (client, options, random, metrics, logger);
        Rules = new RetryRules(options.Statuses);
        Budget = new RetryBudget(options.Budget, time);
        Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Math.Max(1, options.MaxRetries),
                ShouldHandle = static args => ValueTask.FromResult(RetriedRequest.Of(args.Context).MayRetry(args.Outcome, args.AttemptNumber, args.Context.CancellationToken)),
                DelayGenerator = static args => ValueTask.FromResult<TimeSpan?>(RetriedRequest.Of(args.Context).Wait),
            })
            .Build();
    }

    public RetryOptions Options { get; }

    public RetryRules Rules { get; }

    public RetryBudget Budget { get; }

    public Random Random { get; }

    public ResiliencePipeline<HttpResponseMessage> Pipeline { get; }

    /// <summary>Reads the body into memory, if the request might be sent twice and the body is short enough.</summary>
    public ValueTask BufferAsync(HttpRequestMessage request, CancellationToken cancellationToken) => IsReplayable(request)
        ? new ValueTask(request.Content!.LoadIntoBufferAsync(Options.MaxBodySize, cancellationToken))
        : ValueTask.CompletedTask;

    /// <summary>What speaks against sending the request again, but for time and budget.</summary>
    public RetryRefusal? WhyNot(HttpRequestMessage request, RetryVerdict verdict)
    {
        if (request.IsRetryAllowed() == false) return RetryRefusal.Forbidden;
        if (verdict == RetryVerdict.NotSent && !MayHaveBeenSentBefore(request)) return null;
        if (verdict != RetryVerdict.NotProcessed && !MayBeSentTwice(request)) return RetryRefusal.NotIdempotent;
        return IsReplayable(request) ? null : RetryRefusal.BodyNotReplayable;
    }

    /// <summary>Whether the request is harmless the second time.</summary>
    public static bool MayBeSentTwice(HttpRequestMessage request) => request.IsRetryAllowed() ?? RetryRules.IsIdempotent(request.Method);

    /// <summary>Whether the body can be sent twice: if it is in memory, or short enough to be put there before the first attempt.</summary>
    /// <remarks>A body of unknown length may be one that is written while the answer is read: it would never end in a buffer.</remarks>
    public bool IsReplayable(HttpRequestMessage request) => ReplayableBody.IsInMemory(request.Content)
        || (MayBeSentTwice(request) && request.Content!.Headers.ContentLength <= Options.MaxBodySize);

    public void OnRetry() => _metrics.OnRetry(_client);

    /// <summary>A request that has failed is not sent again: told by the metric, and to the log where that is wanted to the last detail.</summary>
    public void OnRefused(HttpRequestMessage request, RetryRefusal refusal)
    {
        _metrics.OnRetryRefused(_client, refusal);
        Log.RetryRefused(_logger, _client, request.Method.Method, refusal);
    }

    /// <summary>
    /// Whether "no connection" may be what came of a second try: SocketsHttpHandler sends a request without a body, or with one that waits for 100-continue, again by
    /// itself when the server has closed the connection without an answer, and tells of the last try only.
    /// </summary>
    private static bool MayHaveBeenSentBefore(HttpRequestMessage request) => request.Content is null || request.Headers.ExpectContinue == true;
}
