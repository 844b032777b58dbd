using System.Collections.Concurrent;
using Balancing.Resolution;

namespace Balancing.Tests.Contract;

// Where a request goes that has been somewhere already, or finds its endpoint full. Holds for a strategy that never asks PickContext.Excludes, too.
public abstract partial class LoadBalancerContract
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    public void ARepeatedRequest_GoesEverywhere_BeforeItComesBack(int count)
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(Enumerable.Range(1, count).Select(i => (double)i))), Create());
        for (var request = 0; request < 20; request++)
        {
            var tried = new TriedEndpoints();
            for (var i = 0; i < count; i++)
            {
                Assert.True(cluster.HasUntried(tried));
                cluster.Begin(ContextOf(request).Affinity, tried).Complete(OutcomeKind.Cancelled);
            }

            Assert.Equal(count, tried.Attempts.Distinct().Count());
            Assert.False(cluster.HasUntried(tried));
        }

        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    [Fact]
    public void ARequestThatHasBeenEverywhere_GoesAnywhereButWhereItComesFrom()
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([1, 2, 3])), Create());
        for (var request = 0; request < 50; request++)
        {
            var tried = new TriedEndpoints();
            for (var i = 0; i < 12; i++)
            {
                var last = tried.Last;
                var attempt = cluster.Begin(ContextOf(request).Affinity, tried);
                Assert.NotSame(last, attempt.Endpoint);
                Assert.Same(attempt.Endpoint, tried.Last);
                attempt.Complete(OutcomeKind.Cancelled);
            }
        }
    }

    [Fact]
    public void TheOnlyEndpoint_IsTriedAgain()
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(1)), Create());
        var tried = new TriedEndpoints();
        for (var i = 0; i < 5; i++) cluster.Begin(ContextOf(0).Affinity, tried).Complete(OutcomeKind.Cancelled);
        Assert.Equal(5, tried.Attempts.Count);
    }

    [Fact]
    public void FullEndpoints_ArePassedOver_UntilAllAre()
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 2 };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([1, 50, 3, 4, 5])), Create(), new ClusterOptions { ConcurrencyLimits = limits });
        var attempts = Enumerable.Range(0, 10).Select(_ => cluster.Begin(ContextOf(7).Affinity)).ToList();
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(2, endpoint.InFlight));
        Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin(ContextOf(7).Affinity)).Reason);
        attempts.ForEach(attempt => attempt.Complete(OutcomeKind.Success));
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    [Fact]
    public void EachPick_IsFollowedByOneCompletion_AlsoIfAnotherEndpointTookTheRequest()
    {
        var accounts = new Accounts(Create());
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 3, MaxInFlight = 8 };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions([1, 2, 9, 1])), accounts, new ClusterOptions { ConcurrencyLimits = limits });
        ThreadTeam.Run(3, thread =>
        {
            var pending = new Queue<Attempt>();
            for (var request = 0; request < 500; request++)
            {
                var tried = new TriedEndpoints();
                for (var i = 0; i < 1 + (request % 6); i++)
                {
                    try
                    {
                        pending.Enqueue(cluster.Begin(ContextOf(request).Affinity, tried));
                    }
                    catch (NoEndpointException)
                    {
                        while (pending.TryDequeue(out var attempt)) attempt.Complete((OutcomeKind)(request % 6));
                    }
                }
            }

            while (pending.TryDequeue(out var attempt)) attempt.Complete(OutcomeKind.Success);
        });
        Assert.All(accounts.Open, account => Assert.Equal(0, account.Value));
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    /// <summary>Counts, for each picker and endpoint, the picks whose completion has not come.</summary>
    private sealed class Accounts(ILoadBalancer inner) : ILoadBalancer
    {
        public ConcurrentDictionary<(IEndpointPicker, Endpoint), int> Open { get; } = new();

        public bool UsesAffinity => inner.UsesAffinity;

        public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(inner.CreatePicker(endpoints), Open);

        private sealed class Picker(IEndpointPicker inner, ConcurrentDictionary<(IEndpointPicker, Endpoint), int> open) : IEndpointPicker
        {
            public Endpoint Pick(in PickContext context)
            {
                var endpoint = inner.Pick(in context);
                open.AddOrUpdate((inner, endpoint), 1, (_, count) => count + 1);
                return endpoint;
            }

            public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
            {
                open.AddOrUpdate((inner, endpoint), -1, (_, count) => count - 1);
                inner.OnCompleted(endpoint, in outcome);
            }
        }
    }
}
