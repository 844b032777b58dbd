namespace Balancing.Planning;

/// <summary>The subset of a client that knows its number: a window on a ring of endpoints, such that all windows together cover every point equally often.</summary>
/// <remarks>
/// The deterministic aperture of Finagle ("Deterministic Aperture: A distributed, load balancing algorithm", Twitter, 2019). On the ring, in the order of hashes, each endpoint has
/// an arc as long as its weight. The ring is C slots long, one per client; the window of client i is the m slots from slot i on. So each point lies in exactly m windows, and if every
/// client sends the same, every endpoint gets its share by weight exactly. A window no longer than the lightest size − 1 neighbours together touches at most size arcs, wherever it
/// lies: that gives m, which with S equal endpoints is (size − 1) · C / S, rounded down. It is never less than 1, or some endpoints would be nobody's: if one slot is longer than
/// that already, a client uses what lies in it, of equal endpoints at most S / C + 1, rounded up. Next to heavy endpoints a client has fewer than others, perhaps one.
/// </remarks>
internal static class Aperture
{
    /// <summary>Edges of windows cut an arc at multiples of 2⁻²⁹: nobody has less than that of an endpoint, and all have it exactly as often, without an error of rounding.</summary>
    private const double Cuts = 1 << 29;

    /// <summary>The ring's length in units: with 1,000,000 clients twice round is still a 64-bit number, and decimals as people write them are whole.</summary>
    private const double MaxLength = 1L << 41;

    /// <summary>The part of each endpoint's arc that the client's window covers, in the order of the list.</summary>
    public static double[] Factors(IReadOnlyList<Endpoint> endpoints, Func<Endpoint, bool> isHealthy, int size, int index, int count)
    {
        var (order, _) = HashOrder.Of(endpoints);
        var weights = WholeWeights(endpoints, order);
        var length = 0L;
        foreach (var weight in weights) length += weight;

        // In units of 1 / count, so that a slot is as long as all weights together.
        var (at, end) = (index * length, (index + count) * length);
        var wanted = Math.Max(1, LightestNeighbours(weights, size - 1) * count / length) * length;
        var (arc, from) = (0, 0L);
        while (from + (weights[arc] * count) <= at) from += weights[arc++] * count;

        // Sick endpoints are passed over, but stay in the window. Once round there is nobody left: then the arc in which the window began is filled from its other end.
        var factors = new double[order.Length];
        while (wanted > 0 && at < end)
        {
            var (endpoint, width) = (order[arc], weights[arc] * count);
            var to = Math.Min(from + width, end);
            if (isHealthy(endpoints[endpoint]))
            {
                to = Math.Min(to, at + wanted);
                wanted -= to - at;
            }

            factors[endpoint] += (Cut(to - from, width) - Cut(at - from, width)) / Cuts;
            (at, from, arc) = (to, from + width, (arc + 1) % order.Length);
        }

        return factors;
    }

    private static double Cut(long offset, long width) => Math.Round((double)offset / width * Cuts);

    /// <summary>The least sum of so many weights that follow one another on the ring.</summary>
    private static long LightestNeighbours(long[] weights, int neighbours)
    {
        var sum = 0L;
        for (var i = 0; i < neighbours; i++) sum += weights[i];
        var least = sum;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[(i + neighbours) % weights.Length] - weights[i];
            least = Math.Min(least, sum);
        }

        return least;
    }

    /// <summary>The weights times a power of ten, rounded, and never 0: exact sums, in every process the same.</summary>
    private static long[] WholeWeights(IReadOnlyList<Endpoint> endpoints, int[] order)
    {
        // In the order of hashes: a sum of doubles depends on the order.
        var total = 0.0;
        foreach (var i in order) total += endpoints[i].Weight;
        var scale = 1.0;
        while (total * scale * 10 <= MaxLength && scale < 1e300) scale *= 10;
        while (total * scale > MaxLength) scale /= 10;
        return Array.ConvertAll(order, i => (long)Math.Max(1, Math.Round(endpoints[i].Weight * scale)));
    }
}
