using Microsoft.Extensions.Http;

namespace Balancing.Http;

/// <summary>Runs after everything else has been configured, and adopts the primary handler of each balanced client.</summary>
internal sealed class PrimaryHandlerFilter : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);

        var handlers = builder.AdditionalHandlers;
        for (var i = 0; i < handlers.Count; i++)
        {
            if (handlers[i] is not BalancingHandler) continue;
            foreach (var outer in BalancingHandlerChain.Adopt(builder.PrimaryHandler)) handlers.Insert(i++, outer);
            return;
        }
    };
}
