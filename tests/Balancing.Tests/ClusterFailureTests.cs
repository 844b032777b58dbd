using Balancing.Resolution;

namespace Balancing.Tests;

/// <summary>Never worse than no library: what fails keeps what was good, and where there is nothing, the exception says why.</summary>
public sealed class ClusterFailureTests
{
    private readonly RecordingObserver _observer = new();
    private readonly PushResolver _resolver = new();

    [Fact]
    public void FailingLoadBalancer_KeepsTheLastPicker_AndTellsTheObserver()
    {
        _resolver.Update(EndpointSets.Descriptions(2));
        using var cluster = Create(LoadBalancer.RoundRobin());
        var error = new InvalidOperationException("cannot build");

        cluster.LoadBalancer = new Failing(error);

        Assert.NotSame(cluster.Begin().Endpoint, cluster.Begin().Endpoint);
        Assert.Equal("load balancer failed", _observer.Events[^1]);
        Assert.Same(error, _observer.Errors[^1]);

        cluster.LoadBalancer = LoadBalancer.FromPick((EndpointSet set, in PickContext _) => set[1]);
        Assert.Same(cluster.Endpoints[1], cluster.Begin().Endpoint);
    }

    [Fact]
    public void LoadBalancerThatNeverWorked_IsTheReason()
    {
        _resolver.Update(EndpointSets.Descriptions(2));
        var error = new InvalidOperationException("cannot build");
        using var cluster = Create(new Failing(error));

        var thrown = Assert.Throws<NoEndpointException>(() => cluster.Begin());

        Assert.Equal(NoEndpointReason.LoadBalancerFailed, thrown.Reason);
        Assert.Same(error, thrown.InnerException);
        Assert.Equal(2, cluster.Endpoints.Count);
    }

    [Fact]
    public void EmptyList_IsIgnored_AndTheObserverTold()
    {
        _resolver.Update(EndpointSets.Descriptions(2));
        using var cluster = Create(LoadBalancer.RoundRobin());
        _resolver.Update(Array.Empty<EndpointDescription>());
        Assert.Equal(2, cluster.Endpoints.Count);
        Assert.Contains(cluster.Begin().Endpoint, cluster.Endpoints);
        Assert.Equal(["+2 -0", "empty list"], _observer.Events);
    }

    [Fact]
    public void FailingResolver_KeepsTheLastGoodList_AndTheObserverIsTold()
    {
        _resolver.Update(EndpointSets.Descriptions(2));
        using var cluster = Create(LoadBalancer.RoundRobin());
        var error = new InvalidOperationException("registry is down");
        _resolver.Fail(error);
        Assert.Contains(cluster.Begin().Endpoint, cluster.Endpoints);
        Assert.Equal(["+2 -0", "resolver failed"], _observer.Events);
        Assert.Same(error, Assert.Single(_observer.Errors));
    }

    [Fact]
    public void NothingResolvedYet_IsTheReason_WithTheResolversError()
    {
        using var cluster = Create(LoadBalancer.RoundRobin());
        var first = Assert.Throws<NoEndpointException>(() => cluster.Begin());
        Assert.Equal(NoEndpointReason.NoneKnown, first.Reason);
        Assert.Null(first.InnerException);
        Assert.Equal("test", first.ClusterName);
        Assert.Contains("'test'", first.Message, StringComparison.Ordinal);

        var error = new InvalidOperationException("registry is down");
        _resolver.Fail(error);
        Assert.Same(error, Assert.Throws<NoEndpointException>(() => cluster.Begin()).InnerException);
    }

    [Fact]
    public void OnlyWeightsOfZero_AreTheReason_UntilOneIsRaised()
    {
        _resolver.Update(EndpointSets.Descriptions([1, 1]));
        using var cluster = Create(LoadBalancer.RoundRobin());
        var attempt = cluster.Begin();

        _resolver.Update(EndpointSets.Descriptions([0, 0]));
        var thrown = Assert.Throws<NoEndpointException>(() => cluster.Begin());
        Assert.Equal(NoEndpointReason.AllDraining, thrown.Reason);
        attempt.Complete(OutcomeKind.Success);

        _resolver.Update(EndpointSets.Descriptions([0, 1]));
        Assert.Same(cluster.Endpoints[1], cluster.Begin().Endpoint);
    }

    [Fact]
    public void EveryReason_HasAMessageOfItsOwn_ThatNamesTheCluster()
    {
        var messages = Enum.GetValues<NoEndpointReason>().Select(reason => new NoEndpointException("shop", reason).Message).ToList();
        Assert.Equal(messages.Count, messages.ToHashSet(StringComparer.Ordinal).Count);
        Assert.All(messages, message => Assert.StartsWith("'shop' ", message, StringComparison.Ordinal));
    }

    private Cluster Create(ILoadBalancer loadBalancer) => new("test", _resolver, loadBalancer, new ClusterOptions { Observer = _observer });

    private sealed class Failing(Exception error) : ILoadBalancer
    {
        public IEndpointPicker CreatePicker(EndpointSet endpoints) => throw error;
    }
}
