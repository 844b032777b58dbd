using System.Runtime.CompilerServices;
using Balancing.Internal;
using Balancing.Planning;

namespace Balancing;

/// <summary>What requests choose from: one choice, or several, each of which gets its share of the requests.</summary>
/// <remarks>Immutable. A group's share is drawn before its picker is asked, so every algorithm works in every topology.</remarks>
internal sealed class Selection
{
    private readonly Choice[] _choices;
    private readonly double[] _shares;
    private readonly double[] _upTo;
    private readonly ulong[] _hashes;

    /// <exception cref="Exception">Whatever the load balancer throws.</exception>
    public Selection(PlannedSelection plan, ILoadBalancer loadBalancer)
    {
        (All, Reserve) = (plan.All, plan.Reserve);
        _choices = [.. plan.Groups.Select(group => Create(loadBalancer, group.Endpoints))];
        _shares = [.. plan.Groups.Select(group => group.Share)];
        _hashes = [.. plan.Groups.Select(group => XxHash64.HashUtf8($"{group.Key.Priority}/{group.Key.Zone}"))];
        _upTo = new double[_choices.Length - 1];
        var sum = 0.0;
        for (var i = 0; i < _upTo.Length; i++) _upTo[i] = sum += _shares[i];
    }

    /// <summary>The endpoints of all choices.</summary>
    public EndpointSet All { get; }

    /// <summary>For requests that have been at all of them.</summary>
    public EndpointSet? Reserve { get; }

    /// <summary>The choice of a request.</summary>
    public Choice Draw(in AffinityKey affinity, Random random) =>
        _choices.Length == 1 ? _choices[0] : affinity.HasValue ? OfKey(affinity.Hash) : AtRandom(Chance.NextDouble(random));

    private Choice AtRandom(double drawn)
    {
        // Counted and not searched for: a branch that goes by chance costs more than the comparisons.
        var i = 0;
        foreach (var upTo in _upTo) i += Unsafe.BitCast<bool, byte>(drawn >= upTo);
        return _choices[i];
    }

    /// <summary>Always the same for a key, as long as the shares stay; and if a share grows by s, only s of the keys move.</summary>
    /// <remarks>
    /// Weighted rendezvous hashing, as the strategy of that name, of groups instead of endpoints. The key goes through the hash once more, so that which group it
    /// comes to says nothing about which endpoint it comes to there.
    /// </remarks>
    private Choice OfKey(ulong key)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var i = 0; i < _hashes.Length; i++)
        {
            var uniform = ((XxHash64.Avalanche(XxHash64.Avalanche(key) ^ _hashes[i]) >> 12) + 0.5) * (1.0 / (1ul << 52));
            var score = _shares[i] / -Math.Log(uniform);
            if (score > bestScore) (best, bestScore) = (i, score);
        }

        return _choices[best];
    }

    private static Choice Create(ILoadBalancer loadBalancer, EndpointSet endpoints) =>
        new(endpoints, loadBalancer.CreatePicker(endpoints) ?? throw new InvalidOperationException($"{loadBalancer} made no picker."));
}
