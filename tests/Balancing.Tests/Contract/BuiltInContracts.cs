using System.Buffers.Binary;

namespace Balancing.Tests.Contract;

public sealed class RoundRobinContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.RoundRobin();

    protected override double[] ExpectedShares(EndpointSet endpoints) => Shares.Equal(endpoints);

    protected override int? ExactPeriod(EndpointSet endpoints) => endpoints.Count;
}

public sealed class WeightedRoundRobinContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.WeightedRoundRobin();

    protected override int? ExactPeriod(EndpointSet endpoints) => (int)new Balancing.Algorithms.RotationSchedule(endpoints.Weights).Period;
}

public sealed class RandomContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Random();
}

public sealed class LeastConnectionsContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.LeastConnections();
}

public sealed class PowerOfTwoChoicesContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.PowerOfTwoChoices();
}

/// <summary>Of an idle pool whose answers take equally long, the heaviest endpoints answer soonest per weight: they share everything.</summary>
public sealed class LeastResponseTimeContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.LeastResponseTime();

    protected override double[] ExpectedShares(EndpointSet endpoints)
    {
        var weights = endpoints.Weights.ToArray();
        var heaviest = weights.Max();
        return [.. weights.Select(weight => weight == heaviest ? 1.0 / weights.Count(other => other == heaviest) : 0)];
    }
}

/// <summary>Of an idle pool whose answers take equally long, who is furthest behind its share comes first.</summary>
public sealed class AdaptiveContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Adaptive();

    /// <summary>
    /// A lead is the number of picks above one's share, in picks of an endpoint of average weight. Leads, times weights, sum to 0, so somebody's is 0 or less. What the picker knows of it is
    /// a round old at most, which is 1. Who is picked is known to lead by no more, but for what preferences among equals can decide (0.001 of a cost, of which a lead of 1 is 0.04), and
    /// has then one pick more: 1.03 average picks and one of its own above its share. The lag follows from it in the sum, and in practice is no greater: 3 average picks are allowed.
    /// </summary>
    protected override double? AllowedDeviation(EndpointSet endpoints, int index) => 1 + (3 * endpoints.Weights[index] * endpoints.Count / endpoints.Weights.ToArray().Sum());
}

public sealed class IpHashWithoutKeyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.IpHash();
}

/// <summary>Every request from another address. Nothing is left to chance here: the hash decides, in every run alike.</summary>
public sealed class IpHashContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.IpHash();

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

public sealed class RendezvousWithoutKeyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Rendezvous();
}

/// <summary>As even as chance: each key goes to an endpoint with the probability of its share.</summary>
public sealed class RendezvousContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Rendezvous();

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

/// <summary>The load bound lets nothing pass on while the pool is idle.</summary>
public sealed class BoundedRendezvousContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Rendezvous(new HashingOptions { LoadFactor = 1.25 });

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

/// <summary>No key, no look at the ring: it may be as small as it likes.</summary>
public sealed class RingHashWithoutKeyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.RingHash(new HashingOptions { MinRingSize = 1, MaxRingSize = 1 });
}

/// <summary>The arcs are what they are: see <see cref="Hashing.DistributionTests"/> for how even. To them, keys are spread as by chance.</summary>
public sealed class RingHashContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.RingHash();

    protected override PickContext ContextOf(int request) => Clients.Number(request);

    protected override double[] ExpectedShares(EndpointSet endpoints) => Shares.OfArcs(endpoints);
}

public sealed class MaglevWithoutKeyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Maglev(new HashingOptions { MaglevTableSize = 101 });
}

/// <summary>As even as chance, and 1 slot of 65,537: 1 request of the contract's 60,000, which the bound has room for.</summary>
public sealed class MaglevContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Maglev();

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

/// <summary>With a smaller table, of which 1 slot is 12 requests of 60,000: there is room for them, too.</summary>
public sealed class BoundedMaglevContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Maglev(new HashingOptions { LoadFactor = 1.25, MaglevTableSize = 5_003 });

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

public sealed class StickyWithoutKeyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Sticky(LoadBalancer.WeightedRoundRobin());

    protected override int? ExactPeriod(EndpointSet endpoints) => (int)new Balancing.Algorithms.RotationSchedule(endpoints.Weights).Period;
}

/// <summary>Every key is new, so the algorithm below chooses, but for keys of which the table has forgotten nothing: a test that repeats some meets them where they were.</summary>
public sealed class StickyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Sticky(LoadBalancer.Random());

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

public sealed class StickyOverHashContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.Sticky(LoadBalancer.IpHash());

    protected override PickContext ContextOf(int request) => Clients.Number(request);
}

public sealed class FromPickContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) => endpoints[Random.Shared.Next(endpoints.Count)]);

    protected override double[] ExpectedShares(EndpointSet endpoints) => Shares.Equal(endpoints);
}

internal static class Clients
{
    public static PickContext Number(int request)
    {
        Span<byte> address = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(address, 0x0A000000 + request);
        return new PickContext { Affinity = AffinityKey.From(address) };
    }
}

internal static class Shares
{
    /// <summary>How much of the ring each endpoint has, measured at 2²⁰ places at equal distances.</summary>
    public static double[] OfArcs(EndpointSet endpoints)
    {
        const int Steps = 1 << 20;
        var members = new Balancing.Algorithms.HashMembers(endpoints);
        var ring = new Balancing.Algorithms.Ring(members.Hashes, members.Weights, Balancing.Algorithms.Ring.ScaleFor(members.Weights, new HashingOptions()));
        var counts = new Dictionary<Endpoint, int>();
        for (var step = 0ul; step < Steps; step++)
        {
            var endpoint = members[ring[ring.PositionOf((step << 44) + (1ul << 43))]];
            counts[endpoint] = counts.GetValueOrDefault(endpoint) + 1;
        }

        return [.. endpoints.Select(endpoint => counts.GetValueOrDefault(endpoint) / (double)Steps)];
    }

    public static double[] Equal(EndpointSet endpoints) => [.. Enumerable.Repeat(1.0 / endpoints.Count, endpoints.Count)];
}
