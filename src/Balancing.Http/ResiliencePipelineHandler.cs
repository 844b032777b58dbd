using Polly;

namespace Balancing.Http;

/// <summary>Sends requests through a Polly pipeline of your own.</summary>
/// <remarks>
/// <c>AddResiliencePipeline</c> puts it above the balancing handler, where each attempt of the pipeline is balanced anew; <c>AddAttemptResiliencePipeline</c> below it, where
/// it works on one attempt at one endpoint. A response that the pipeline's own retry gives up is disposed by it.
/// </remarks>
/// <param name="pipeline">The pipeline. Shared by all handlers of a client.</param>
public sealed class ResiliencePipelineHandler(ResiliencePipeline<HttpResponseMessage> pipeline) : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> RequestKey = new("Balancing.Request");

    /// <summary>The request that is sent, for the pipeline's predicates.</summary>
    /// <param name="context">The context the pipeline hands to them.</param>
    /// <returns>The request, or <see langword="null"/> if the context is not one of this handler's.</returns>
    public static HttpRequestMessage? GetRequest(ResilienceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Properties.GetValue(RequestKey, null!);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ContextFor(request, cancellationToken);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) => await state.Handler.SendBaseAsync(state.Request, context.CancellationToken).ConfigureAwait(false),
                context,
                (Handler: this, Request: request)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ContextFor(request, cancellationToken);
        try
        {
            return pipeline.Execute(
                static (context, state) => state.Handler.SendBase(state.Request, context.CancellationToken), context, (Handler: this, Request: request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResilienceContext ContextFor(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RequestKey, request);
        return context;
    }

    private Task<HttpResponseMessage> SendBaseAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    private HttpResponseMessage SendBase(HttpRequestMessage request, CancellationToken cancellationToken) => base.Send(request, cancellationToken);
}
