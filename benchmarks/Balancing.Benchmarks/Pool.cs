namespace Balancing.Benchmarks;

/// <summary>Endpoints and keys, the same in every run.</summary>
internal static class Pool
{
    /// <summary>Answers 0, 1, 2 or 3 requests, so that comparing loads has something to compare and few branches can be foreseen.</summary>
    public static EndpointSet Loaded(int count, bool weighted = false)
    {
        var random = new Random(count);
        var set = Idle(count, weighted);
        foreach (var endpoint in set)
        {
            for (var i = random.Next(4); i > 0; i--) endpoint.BeginRequest();
        }

        return set;
    }

    public static EndpointSet Idle(int count, bool weighted = false) => new(Descriptions(count, weighted).Select(d => new Endpoint(d)));

    /// <summary>Weights, if any, are 1 to 10.</summary>
    public static EndpointDescription[] Descriptions(int count, bool weighted = false) =>
        [.. Enumerable.Range(0, count).Select(i => new EndpointDescription($"http://10.{i >> 16}.{(i >> 8) & 255}.{i & 255}:8080") { Weight = weighted ? 1 + (i * 7 % 10) : 1 })];

    /// <summary>As many different clients as fit into the first-level cache beside everything else.</summary>
    public static PickContext[] Clients() =>
        [.. Enumerable.Range(0, 256).Select(i => new PickContext { Affinity = AffinityKey.From($"client {i}"), Now = TimeSpan.FromSeconds(1) })];
}
