using System.Net;
using Microsoft.Extensions.Logging;

namespace Balancing.Http.Resilience;

/// <summary>What makes one client resilient. One per client: budgets and latencies outlive the handlers that are made of it.</summary>
internal sealed class ClientResilience
{
    private readonly ResilienceOptions _options;
    private readonly RetryPolicy _retries;
    private readonly HedgingPolicy? _hedging;
    private readonly AttemptTimers? _attemptTimers;

    public ClientResilience(string client, ResilienceOptions options, TimeProvider time, ResilienceMetrics metrics, ILogger logger, Random? random = null)
    {
        _options = options.Frozen();
        _retries = new RetryPolicy(client, _options.Retry, time, random ?? Random.Shared, metrics, logger);
        if (_options.Retry.MaxRetries > 0) metrics.Observe(client, "retry", _retries.Budget);
        if (_options.Hedging.Enabled)
        {
            _hedging = new HedgingPolicy(client, _options.Hedging, _retries, time, metrics);
            metrics.Observe(client, "hedge", _hedging.Budget);
        }

        if (_options.AttemptTimeout is { } timeout) _attemptTimers = new AttemptTimers(timeout, time);
    }

    public TimeSpan? TotalTimeout => _options.TotalTimeout;

    public bool Hedges => _hedging is not null;

    /// <summary>Whether an answer of this status sends the request elsewhere, whatever it says of the endpoint.</summary>
    public bool IsRetried(HttpStatusCode status) => _options.Retry.MaxRetries > 0 && _retries.Rules.Judge(status) != RetryVerdict.Final;

    /// <summary>The handlers above the balancing handler, outermost first.</summary>
    public IEnumerable<DelegatingHandler> CreateOuterHandlers(BalancingHandler balancing)
    {
        if (_options.Retry.MaxRetries > 0) yield return new RetryHandler(_retries, balancing);
        if (_hedging is not null) yield return new HedgingHandler(_hedging, balancing);
    }

    /// <summary>The handlers below it, outermost first.</summary>
    public IEnumerable<DelegatingHandler> CreateInnerHandlers()
    {
        if (_attemptTimers is not null) yield return new AttemptTimeoutHandler(_attemptTimers);
        if (_options.Retry.BufferedResponseSize > 0) yield return new ResponseBufferHandler(_options.Retry.BufferedResponseSize);
    }
}
