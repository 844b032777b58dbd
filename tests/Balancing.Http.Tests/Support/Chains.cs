using Balancing.Http.Resilience;
namespace Balancing.Http.Tests.Support;

internal static class Chains
{
    /// <summary>A chain with resilience over a primary handler of any kind.</summary>
    public static HttpMessageHandler Resilient(Cluster cluster, HttpMessageHandler primary, ResilienceOptions? resilience = null, OutcomeClassifier? classifier = null)
    {
        var parts = new ClientResilience(cluster.Name, resilience ?? new(), cluster.TimeProvider, new ResilienceMetrics(null), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var chain = primary;
        foreach (var handler in BalancingHandlerChain.Around(new BalancingHandler(cluster, RequestCompletion.ResponseBody, classifier) { Resilience = parts }, primary).Reverse())
        {
            handler.InnerHandler = chain;
            chain = handler;
        }

        return chain;
    }
}
