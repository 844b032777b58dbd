using Polly;

namespace Balancing.Http.Resilience;

/// <summary>Sends a request that is slow to be answered to a second endpoint as well. Above the balancing handler, below the retries.</summary>
internal sealed class HedgingHandler(HedgingPolicy policy, Cluster cluster) : DelegatingHandler
{
    public HedgingPolicy Policy => policy;

    public Cluster Cluster => cluster;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is UnbalancedUri || !await policy.PrepareAsync(request, cancellationToken).ConfigureAwait(false))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        policy.Budget.OnRequest();
        return await new HedgedRequest(this, request).SendAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);
}
