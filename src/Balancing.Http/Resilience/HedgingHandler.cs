using Polly;

namespace Balancing.Http.Resilience;

/// <summary>Sends a request that is slow to be answered to a second endpoint as well. Above the balancing handler, below the retries.</summary>
internal sealed class HedgingHandler(HedgingPolicy policy, BalancingHandler balancing) : DelegatingHandler
{
    public HedgingPolicy Policy => policy;

    /// <summary>Further down: knows which endpoints a request may have.</summary>
    public BalancingHandler Balancing => balancing;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is UnbalancedUri || !await policy.PrepareAsync(request, cancellationToken).ConfigureAwait(false))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        policy.Budget.OnRequest();
        return await new HedgedRequest(this, request).SendAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);
}
