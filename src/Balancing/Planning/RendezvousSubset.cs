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
        var order = Order(endpoints, client);

        var factors = new double[order.Length];
        for (int i = 0, healthy = 0; i < order.Length && healthy < size; i++)
        {
            factors[order[i]] = 1;
            if (isHealthy(endpoints[order[i]])) healthy++;
        }

        return factors;
    }

    /// <summary>The client's order of preference.</summary>
    private static int[] Order(IReadOnlyList<Endpoint> endpoints, ulong client)
    {
        var (order, hashes) = (new int[endpoints.Count], new ulong[endpoints.Count]);
        for (var i = 0; i < order.Length; i++) (order[i], hashes[i]) = (i, Score(endpoints[i].Hash));
        Array.Sort(hashes, order);
        for (var i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] == hashes[i - 1]) return OrderOfAlike();
        }

        return order;

        // The complement, since sorting puts the least first. Different hashes have different scores.
        ulong Score(ulong hash) => ~XxHash64.Avalanche(client ^ hash);

        // Several have one hash key: they are told apart first, which takes a sort of its own.
        int[] OrderOfAlike()
        {
            (order, hashes) = HashOrder.Of(endpoints);
            for (var i = 0; i < hashes.Length; i++) hashes[i] = Score(hashes[i]);
            Array.Sort(hashes, order);
            return order;
        }
    }
}
