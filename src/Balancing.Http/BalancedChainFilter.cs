using Microsoft.Extensions.Http;

namespace Balancing.Http;

/// <summary>Puts a balanced client's chain in order after everything else has been configured.</summary>
/// <remarks>
/// Outermost first: the user's handlers (retries among them, each of whose attempts is to be balanced anew), redirects and cookies, retries and
/// hedging, the balancing handler, the attempt timeout, the user's handlers for single attempts, the primary handler.
/// </remarks>
internal sealed class BalancedChainFilter : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);

        var handlers = builder.AdditionalHandlers;
        var perAttempt = handlers.OfType<AttemptHandlerMarker>().ToList();
        foreach (var marker in perAttempt) handlers.Remove(marker);

        if (handlers.OfType<BalancingHandler>().FirstOrDefault() is { } balancing)
        {
            handlers.Remove(balancing);
            balancing.Primary = builder.PrimaryHandler;
            foreach (var handler in BalancingHandlerChain.Around(balancing, builder.PrimaryHandler)) handlers.Add(handler);
        }

        foreach (var marker in perAttempt) handlers.Add(marker.Create(builder.Services));
    };
}
