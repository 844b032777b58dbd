using Balancing.Resolution;

namespace Balancing.Tests.Issues;

/// <summary>A list with a null in it was refused, but stayed: whoever changed the load balancer or subscribed next got its exception.</summary>
public sealed class PoisonedListTests
{
    [Fact]
    public void ARefusedList_DoesNotStandInTheWayOfLaterChanges()
    {
        var resolver = new Raw();
        var observer = new RecordingObserver();
        using var cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin(), new ClusterOptions { Observer = observer });
        resolver.Listener.OnResolved(EndpointSets.Descriptions(1));
        resolver.Listener.OnResolved([new EndpointDescription("http://10.0.0.2"), null!]);
        Assert.IsType<ArgumentException>(Assert.Single(observer.Errors));

        var made = 0;
        cluster.LoadBalancer = LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) =>
        {
            made++;
            return endpoints[0];
        });
        cluster.Begin().Complete(OutcomeKind.Success);

        Assert.Equal(1, made);
        Assert.Equal("http://10.0.0.1", Assert.Single(cluster.Endpoints).ToString());
    }

    [Fact]
    public void AListThatPushResolverRefuses_IsNotGivenToTheNextSubscriber()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(1));
        Assert.Throws<ArgumentException>(() => resolver.Update([.. EndpointSets.Descriptions(2), null!]));

        using var cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin());

        Assert.Single(cluster.Endpoints);
    }

    private sealed class Raw : IEndpointResolver, IDisposable
    {
        public IEndpointListener Listener { get; private set; } = null!;

        public IDisposable Subscribe(IEndpointListener listener)
        {
            Listener = listener;
            return this;
        }

        public void Dispose()
        {
        }
    }
}
