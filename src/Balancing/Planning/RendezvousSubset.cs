using Balancing.Internal;

namespace Balancing.Planning;

/// <summary>The subset of a client that knows nothing of other clients: the endpoints with the highest hash of client and endpoint.</summary>
/// <remarks>
/// Every client has its own order of preference and takes the first so many of it, and more until it has enough healthy ones. Endpoints that come or go leave the order of the others
/// as it is. Weights do not count here: a member has its whole weight. How many clients choose an endpoint is a matter of chance: binomial.
/// </remarks>
internal static class RendezvousSubset
{
    /// <summary>1 for members, 0 for others, in the order of the list.</summary>
    public static double[] Factors(IReadOnlyList<Endpoint> endpoints, Func<Endpoint, bool> isHealthy, int size, ulong client)
    {
        var (order, scores) = HashOrder.Of(endpoints);

        // The complement, since sorting puts the least first.
        for (var i = 0; i < scores.Length; i++) scores[i] = ~XxHash64.Avalanche(client ^ scores[i]);
        Array.Sort(scores, order);

        var factors = new double[order.Length];
        for (int i = 0, healthy = 0; i < order.Length && healthy < size; i++)
        {
            factors[order[i]] = 1;
            if (isHealthy(endpoints[order[i]])) healthy++;
        }

        return factors;
    }
}
