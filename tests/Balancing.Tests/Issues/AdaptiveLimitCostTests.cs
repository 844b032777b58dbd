using Balancing.Resolution;

namespace Balancing.Tests.Issues;

/// <summary>Every request under an adaptive limit allocated, when it ended, what looks the limit up.</summary>
public sealed class AdaptiveLimitCostTests
{
    [Fact]
    public void RequestUnderAnAdaptiveLimit_AllocatesNothing()
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(2)), LoadBalancer.RoundRobin(), new ClusterOptions
        {
            ConcurrencyLimits = new ConcurrencyLimitOptions { Adaptive = new AdaptiveLimitOptions { Enabled = true } },
        });
        Send();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);

        void Send()
        {
            for (var i = 0; i < 1000; i++) cluster.Begin().Complete(OutcomeKind.Success);
        }
    }
}
