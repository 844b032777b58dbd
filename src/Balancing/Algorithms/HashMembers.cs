using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>Everybody who has a place in a hashing algorithm's table: all endpoints on the list, also those that may not be chosen now.</summary>
/// <remarks>
/// Health does not change the table. An endpoint that is away is passed over, so its keys go to their next choices and come home when it does, and nobody else's move. One that
/// grows in slow start takes so much of its keys as it has of its weight, always the same ones first. In the order of hashes, which is the same in
/// every process. What endpoints report about their load is left out: keys would move with every report. Of several endpoints under one hash key the first by address has its place, and each other one a place by both, key and address.
/// </remarks>
internal sealed class HashMembers
{
    private readonly Endpoint[] _endpoints;
    private readonly double[] _shares;

    /// <summary>How much of its keys each takes, as a bound below which a 64-bit hash must lie. 0: none.</summary>
    private readonly ulong[] _taken;

    public HashMembers(EndpointSet set)
    {
        var members = new List<Member>(set.Count + set.Unavailable.Count);
        for (var i = 0; i < set.Count; i++) members.Add(new Member(set[i], set[i].Hash, set.LastingWeights[i], set.Weights[i] / (set.ReportFactors?[i] ?? 1)));
        foreach (var endpoint in set.Unavailable) members.Add(new Member(endpoint, endpoint.Hash, endpoint.Weight, 0));
        members.Sort(static (a, b) => a.Hash != b.Hash ? a.Hash.CompareTo(b.Hash) : string.CompareOrdinal($"{a.Endpoint}", $"{b.Endpoint}"));

        _endpoints = [.. members.Select(member => member.Endpoint)];
        Hashes = [.. members.Select((member, i) => i > 0 && members[i - 1].Hash == member.Hash ? XxHash64.Avalanche(member.Hash + XxHash64.HashUtf8($"{member.Endpoint}")) : member.Hash)];
        Weights = [.. members.Select(member => member.Lasting)];
        CurrentWeights = [.. members.Select(member => member.Now)];
        var most = members.Max(member => member.Now / member.Lasting);
        var total = members.Sum(member => member.Now);
        _shares = [.. members.Select(member => member.Now / total)];
        _taken = [.. members.Select(member => Below(member.Now / member.Lasting / most))];
    }

    public ulong[] Hashes { get; }

    public int Count => _endpoints.Length;

    /// <summary>The lasting weights, by which places are given.</summary>
    public double[] Weights { get; }

    /// <summary>The effective weights; 0 for those who are away.</summary>
    public double[] CurrentWeights { get; }

    public Endpoint this[int index] => _endpoints[index];

    public double ShareOf(int index) => _shares[index];

    /// <summary>Whether the member is there, and takes this one of its keys.</summary>
    public bool Takes(int index, ulong key) =>
        _taken[index] is var taken && (taken == ulong.MaxValue || (taken > 0 && XxHash64.Avalanche(key + Hashes[index]) < taken));

    /// <summary>Whether a table that was made for others serves these, too.</summary>
    public bool HaveSamePlacesAs(HashMembers others) =>
        Hashes.AsSpan().SequenceEqual(others.Hashes) && Weights.AsSpan().SequenceEqual(others.Weights);

    private static ulong Below(double ratio) => ratio >= 1 ? ulong.MaxValue : (ulong)(ratio * 18446744073709551616.0);

    private readonly record struct Member(Endpoint Endpoint, ulong Hash, double Lasting, double Now);
}
