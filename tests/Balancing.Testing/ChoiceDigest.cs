using System.Buffers.Binary;
using Balancing.Internal;

namespace Balancing.Testing;

/// <summary>A hash over the choices of a hashing strategy: two processes whose hashes are the same agree on every key.</summary>
public static class ChoiceDigest
{
    private const int Keys = 100_000;

    /// <summary>One line for each hashing strategy, among equal endpoints and by weight.</summary>
    public static string OfAllStrategies()
    {
        string[] strategies = [BalancingStrategies.Rendezvous, BalancingStrategies.RingHash, BalancingStrategies.Maglev, BalancingStrategies.IpHash];
        return string.Join('\n', strategies.SelectMany(name => new[] { false, true }.Select(weighted =>
        {
            // A list so long that IpHash is another strategy than Rendezvous.
            var count = name == BalancingStrategies.IpHash ? 150 : 60;
            var set = weighted ? EndpointSets.Weighted(Enumerable.Range(0, count).Select(i => 0.5 + (i % 7))) : EndpointSets.Equal(count);
            return $"{name} {count} {weighted} {Of(BalancingStrategies.All[name](null, null), set, Keys):x16}";
        })));
    }

    /// <summary>Of the first so many keys.</summary>
    public static ulong Of(ILoadBalancer strategy, EndpointSet set, int keys)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var picker = strategy.CreatePicker(set);
        Span<byte> choice = stackalloc byte[8];
        var digest = 0ul;
        for (var key = 0; key < keys; key++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(choice, picker.Pick(new PickContext { Affinity = AffinityKey.From($"key {key}") }).Hash);
            digest = XxHash64.Hash(choice, digest);
        }

        return digest;
    }
}
