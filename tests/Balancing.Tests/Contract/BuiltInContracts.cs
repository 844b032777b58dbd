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

public sealed class IpHashWithoutKeyContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.IpHash();
}

/// <summary>Every request from another address. Nothing is left to chance here: the hash decides, in every run alike.</summary>
public sealed class IpHashContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.IpHash();

    protected override PickContext ContextOf(int request)
    {
        Span<byte> address = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(address, 0x0A000000 + request);
        return new PickContext { Affinity = AffinityKey.From(address) };
    }
}

public sealed class FromPickContract : LoadBalancerContract
{
    protected override ILoadBalancer Create() => LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) => endpoints[Random.Shared.Next(endpoints.Count)]);

    protected override double[] ExpectedShares(EndpointSet endpoints) => Shares.Equal(endpoints);
}

internal static class Shares
{
    public static double[] Equal(EndpointSet endpoints) => [.. Enumerable.Repeat(1.0 / endpoints.Count, endpoints.Count)];
}
