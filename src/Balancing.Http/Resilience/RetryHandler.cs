using Polly;

namespace Balancing.Http.Resilience;

/// <summary>Sends a request that has failed to another endpoint, where that is safe. Above the balancing handler, which passes over those it has tried.</summary>
/// <remarks>
/// The first attempt is made outside the Polly pipeline: nearly all requests need no other, and then pay for none of it. One that fails is handed to the
/// pipeline as the outcome of its first call.
/// </remarks>
internal sealed class RetryHandler(RetryPolicy policy, BalancingHandler balancing) : DelegatingHandler
{
    public RetryPolicy Policy => policy;

    /// <summary>Further down: knows which endpoints a request may have.</summary>
    public BalancingHandler Balancing => balancing;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is UnbalancedUri) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        policy.Budget.OnRequest();
        if (!ReplayableBody.IsInMemory(request.Content)) await policy.BufferAsync(request, cancellationToken).ConfigureAwait(false);
        var emptyBody = EmptyBody.TryGiveTo(request);
        try
        {
            Outcome<HttpResponseMessage> first;
            try
            {
                var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (policy.Rules.Judge(response.StatusCode) == RetryVerdict.Final) return response;
                first = Outcome.FromResult(response);
            }
            catch (Exception e) when (RetryRules.Judge(e, cancellationToken) != RetryVerdict.Final)
            {
                first = Outcome.FromException<HttpResponseMessage>(e);
            }

            return await new RetriedRequest(this, request, first).SendAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (emptyBody) request.Content = null;
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is UnbalancedUri) return base.Send(request, cancellationToken);

        policy.Budget.OnRequest();
        if (!ReplayableBody.IsInMemory(request.Content)) policy.BufferAsync(request, cancellationToken).AsTask().GetAwaiter().GetResult();
        var emptyBody = EmptyBody.TryGiveTo(request);
        try
        {
            Outcome<HttpResponseMessage> first;
            try
            {
                var response = base.Send(request, cancellationToken);
                if (policy.Rules.Judge(response.StatusCode) == RetryVerdict.Final) return response;
                first = Outcome.FromResult(response);
            }
            catch (Exception e) when (RetryRules.Judge(e, cancellationToken) != RetryVerdict.Final)
            {
                first = Outcome.FromException<HttpResponseMessage>(e);
            }

            return new RetriedRequest(this, request, first).Send(cancellationToken);
        }
        finally
        {
            if (emptyBody) request.Content = null;
        }
    }

    public Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    public HttpResponseMessage SendOnce(HttpRequestMessage request, CancellationToken cancellationToken) => base.Send(request, cancellationToken);
}
