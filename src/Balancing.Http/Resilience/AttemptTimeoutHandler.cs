using Polly;
using Polly.Timeout;

namespace Balancing.Http.Resilience;

/// <summary>Ends an attempt that takes too long. Below the balancing handler, for which that is the endpoint's failure and not the caller's cancellation.</summary>
internal sealed class AttemptTimeoutHandler(ResiliencePipeline<HttpResponseMessage> pipeline) : DelegatingHandler
{
    public static ResiliencePipeline<HttpResponseMessage> CreatePipeline(TimeSpan timeout, TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddTimeout(timeout).Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (GrpcStatus.IsGrpc(request)) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            // Outcomes instead of exceptions: half of what Polly's simpler way allocates.
            var outcome = await pipeline.ExecuteOutcomeAsync(SendOnceAsync, context, (Handler: this, Request: request)).ConfigureAwait(false);
            if (outcome.Exception is TimeoutRejectedException e) throw TimedOut(request, e);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (GrpcStatus.IsGrpc(request)) return base.Send(request, cancellationToken);
        try
        {
            return pipeline.Execute(static (state, token) => state.Handler.SendBase(state.Request, token), (Handler: this, Request: request), cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw TimedOut(request, e);
        }
    }

    private static async ValueTask<Outcome<HttpResponseMessage>> SendOnceAsync(ResilienceContext context, (AttemptTimeoutHandler Handler, HttpRequestMessage Request) state)
    {
        try
        {
            return Outcome.FromResult(await state.Handler.SendBaseAsync(state.Request, context.CancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            return Outcome.FromException<HttpResponseMessage>(e);
        }
    }

    private Task<HttpResponseMessage> SendBaseAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    private HttpResponseMessage SendBase(HttpRequestMessage request, CancellationToken cancellationToken) => base.Send(request, cancellationToken);

    // Its own time: the timeout may be one of a user's pipeline below.
    private static AttemptTimeoutException TimedOut(HttpRequestMessage request, TimeoutRejectedException error) => new(request.RequestUri, error.Timeout, error);
}
