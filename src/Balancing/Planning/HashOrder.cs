using Balancing.Internal;

namespace Balancing.Planning;

/// <summary>An order of endpoints that is the same in every process and has nothing to do with who they are: that of their hashes.</summary>
internal static class HashOrder
{
    /// <summary>The endpoints' places on the list, in the order of their hashes, and these hashes.</summary>
    /// <remarks>Of several endpoints under one hash key the first by address goes by it, and each other one by both, key and address: nobody is hidden behind another.</remarks>
    public static (int[] Order, ulong[] Hashes) Of(IReadOnlyList<Endpoint> endpoints)
    {
        var (order, hashes) = (new int[endpoints.Count], new ulong[endpoints.Count]);
        for (var i = 0; i < order.Length; i++) (order[i], hashes[i]) = (i, endpoints[i].Hash);
        Array.Sort(hashes, order);
        for (int first = 0, end; first < order.Length; first = end)
        {
            end = first + 1;
            while (end < order.Length && hashes[end] == hashes[first]) end++;
            if (end - first > 1) Separate(endpoints, order.AsSpan(first..end), hashes.AsSpan(first..end));
        }

        return (order, hashes);
    }

    private static void Separate(IReadOnlyList<Endpoint> endpoints, Span<int> order, Span<ulong> hashes)
    {
        order.Sort((a, b) => string.CompareOrdinal($"{endpoints[a]}", $"{endpoints[b]}"));
        for (var i = 1; i < order.Length; i++) hashes[i] = XxHash64.Avalanche(hashes[i] + XxHash64.HashUtf8($"{endpoints[order[i]]}"));
    }
}
