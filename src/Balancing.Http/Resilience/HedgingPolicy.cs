using Polly;
using Polly.Hedging;

namespace Balancing.Http.Resilience;

/// <summary>What a client's hedges have in common: delay, budget and Polly pipeline. One per client, shared by its handlers.</summary>
internal sealed class HedgingPolicy
{
    private readonly string _client;
    private readonly HedgingOptions _options;
    private readonly RetryPolicy _retries;
    private readonly ResilienceMetrics _metrics;
    private readonly LatencyQuantile? _quantile;

    public HedgingPolicy(string client, HedgingOptions options, RetryPolicy retries, TimeProvider time, ResilienceMetrics metrics)
    {
        (_client, _options, _retries, Time, _metrics) = (client, options, retries, time, metrics);
        _quantile = options.Delay is null ? new LatencyQuantile(options.Quantile) : null;
        Budget = new RetryBudget(options.Budget, time);
        Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddHedging(new HedgingStrategyOptions<HttpResponseMessage>
            {
                MaxHedgedAttempts = options.MaxHedges,
                ShouldHandle = static args => ValueTask.FromResult(HedgedRequest.Of(args.Context).IsFailure(args.Outcome, args.Context.CancellationToken)),
                DelayGenerator = static args => ValueTask.FromResult(HedgedRequest.Of(args.Context).Delay),
                ActionGenerator = static args => HedgedRequest.Of(args.PrimaryContext).Hedge(args.ActionContext),
            })
            .Build();
    }

    public TimeProvider Time { get; }

    public RetryRules Rules => _retries.Rules;

    public RetryBudget Budget { get; }

    public ResiliencePipeline<HttpResponseMessage> Pipeline { get; }

    /// <summary>Negative while it is not known.</summary>
    public TimeSpan Delay => _options.Delay ?? _quantile!.Value ?? Timeout.InfiniteTimeSpan;

    /// <summary>Whether the request may be on its way to two endpoints at a time; makes sure that its body can be.</summary>
    public async ValueTask<bool> PrepareAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!RetryPolicy.MayBeSentTwice(request) || !_retries.IsReplayable(request)) return false;
        if (!ReplayableBody.IsInMemory(request.Content)) await _retries.BufferAsync(request, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public void OnAnswered(TimeSpan latency) => _quantile?.Add(latency);

    public void OnHedge() => _metrics.OnHedge(_client);
}
