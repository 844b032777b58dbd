using Balancing.Resolution;

namespace Balancing.Tests;

public sealed class ClusterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingObserver _observer = new();
    private readonly PushResolver _resolver = new();

    [Fact]
    public void Begin_CountsTheRequestInFlight_UntilItIsCompleted()
    {
        using var cluster = Create(EndpointSets.Descriptions(1));
        var endpoint = cluster.Endpoints[0];
        var first = cluster.Begin();
        var second = cluster.Begin();
        Assert.Equal(2, endpoint.InFlight);
        second.Complete(OutcomeKind.Cancelled);
        Assert.Equal(1, endpoint.InFlight);
        first.Complete(OutcomeKind.Success);
        Assert.Equal(0, endpoint.InFlight);
    }

    [Fact]
    public void APickThatThrows_LeavesNothingInFlight()
    {
        using var cluster = Create(EndpointSets.Descriptions(2));
        cluster.LoadBalancer = LoadBalancer.FromPick((EndpointSet _, in PickContext _) => throw new InvalidOperationException("no idea"));
        Assert.Throws<InvalidOperationException>(() => cluster.Begin());
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    [Fact]
    public void Picker_IsToldTimeAndAffinity_AndHowTheRequestEnded()
    {
        var picker = new RecordingPicker();
        using var cluster = Create(EndpointSets.Descriptions(1), picker);
        _clock.Advance(TimeSpan.FromSeconds(3));
        var key = AffinityKey.From("tenant");

        var attempt = cluster.Begin(key);
        Assert.Equal(new PickContext { Affinity = key, Now = TimeSpan.FromSeconds(3) }, picker.Context);

        _clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(TimeSpan.FromMilliseconds(250), attempt.Elapsed);
        attempt.Complete(OutcomeKind.GatewayError);
        Assert.Equal(
            new RequestOutcome { Kind = OutcomeKind.GatewayError, Latency = TimeSpan.FromMilliseconds(250), Begun = TimeSpan.FromSeconds(3), Now = TimeSpan.FromMilliseconds(3_250) },
            picker.Outcome);
    }

    [Fact]
    public void Latency_MeasuredByTheCaller_IsPassedOn()
    {
        var picker = new RecordingPicker();
        using var cluster = Create(EndpointSets.Descriptions(1), picker);
        var attempt = cluster.Begin();
        _clock.Advance(TimeSpan.FromSeconds(9));
        attempt.Complete(OutcomeKind.Success, TimeSpan.FromSeconds(2));
        Assert.Equal(new RequestOutcome { Latency = TimeSpan.FromSeconds(2), Now = TimeSpan.FromSeconds(9) }, picker.Outcome);
    }

    [Fact]
    public void Completion_GoesToThePickerThatPicked_EvenAfterARebuild()
    {
        var old = new RecordingPicker();
        using var cluster = Create(EndpointSets.Descriptions(1), old);
        var attempt = cluster.Begin();
        cluster.LoadBalancer = LoadBalancer.RoundRobin();
        attempt.Complete(OutcomeKind.ServerError);
        Assert.Equal(OutcomeKind.ServerError, old.Outcome.Kind);
    }

    [Fact]
    public void LoadBalancer_MayBeChangedLive_AndKeepsTheEndpoints()
    {
        using var cluster = Create(EndpointSets.Descriptions(3));
        var endpoints = cluster.Endpoints.ToArray();
        var attempt = cluster.Begin();
        var last = LoadBalancer.FromPick((EndpointSet set, in PickContext _) => set[^1]);

        cluster.LoadBalancer = last;

        Assert.Same(last, cluster.LoadBalancer);
        Assert.Equal(endpoints, cluster.Endpoints);
        for (var i = 0; i < 10; i++) Assert.Same(endpoints[2], cluster.Begin().Endpoint);
        attempt.Complete(OutcomeKind.Success);
        Assert.Equal(10, endpoints.Sum(endpoint => endpoint.InFlight));
    }

    [Fact]
    public void Dispose_EndsTheSubscription_AndRequestsAreStillServed()
    {
        var cluster = Create(EndpointSets.Descriptions(1));
        cluster.Dispose();
        cluster.Dispose();
        _resolver.Update(EndpointSets.Descriptions(5));
        Assert.Single(cluster.Endpoints);
        Assert.Same(cluster.Endpoints[0], cluster.Begin().Endpoint);
    }

    [Fact]
    public void Changes_ThatComeDuringARebuild_AreCoalescedIntoOne()
    {
        // The load balancer itself pushes three more lists while it builds the first picker: a second build, with the last list, does.
        var built = new List<int>();
        using var cluster = new Cluster("test", _resolver, new Building(endpoints =>
        {
            built.Add(endpoints.Count);
            if (built.Count == 1) ThreadTeam.Run(1, _ => Array.ForEach([2, 3, 4], count => _resolver.Update(EndpointSets.Descriptions(count))));
            return new RecordingPicker(endpoints);
        }));
        _resolver.Update(EndpointSets.Descriptions(1));

        Assert.Equal([1, 4], built);
        Assert.Equal(4, cluster.Endpoints.Count);
    }

    [Fact]
    public void Observer_IsToldOfEveryChange_AndOfNoneThatIsNot()
    {
        using var cluster = Create(EndpointSets.Descriptions(2));
        _resolver.Update(EndpointSets.Descriptions(2));
        cluster.LoadBalancer = LoadBalancer.Random();
        _resolver.Update(EndpointSets.Descriptions([1, 5]));
        _resolver.Update(EndpointSets.Descriptions(3)[1..]);
        Assert.Equal(["+2 -0", "+0 -0", "+1 -1"], _observer.Events);
    }

    [Fact]
    public void Observer_ThatThrows_IsSwallowed()
    {
        using var cluster = new Cluster("test", _resolver, LoadBalancer.RoundRobin(), new ClusterOptions { Observer = new Throwing() });
        _resolver.Update(EndpointSets.Descriptions(2));
        _resolver.Update(Array.Empty<EndpointDescription>());
        _resolver.Fail(new InvalidOperationException("down"));
        cluster.LoadBalancer = new Building(_ => throw new InvalidOperationException("cannot build"));
        Assert.Equal(2, cluster.Endpoints.Count);
        cluster.Begin().Complete(OutcomeKind.Success);
    }

    [Fact]
    public void Observer_ThatOverridesNothing_IsFine()
    {
        using var cluster = new Cluster("test", _resolver, LoadBalancer.RoundRobin(), new ClusterOptions { Observer = new Indifferent() });
        _resolver.Update(EndpointSets.Descriptions(2));
        _resolver.Update(Array.Empty<EndpointDescription>());
        _resolver.Fail(new InvalidOperationException("down"));
        cluster.LoadBalancer = new Building(_ => throw new InvalidOperationException("cannot build"));
        Assert.Equal(2, cluster.Endpoints.Count);
    }

    private Cluster Create(EndpointDescription[] endpoints, ILoadBalancer? loadBalancer = null)
    {
        _resolver.Update(endpoints);
        return new Cluster("test", _resolver, loadBalancer ?? LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _clock, Observer = _observer });
    }

    private sealed class Building(Func<EndpointSet, IEndpointPicker> build) : ILoadBalancer
    {
        public IEndpointPicker CreatePicker(EndpointSet endpoints) => build(endpoints);
    }

    private sealed class RecordingPicker(EndpointSet? endpoints = null) : ILoadBalancer, IEndpointPicker
    {
        private EndpointSet? _endpoints = endpoints;

        public PickContext Context { get; private set; }

        public RequestOutcome Outcome { get; private set; }

        public IEndpointPicker CreatePicker(EndpointSet endpoints)
        {
            _endpoints = endpoints;
            return this;
        }

        public Endpoint Pick(in PickContext context)
        {
            Context = context;
            return _endpoints![0];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => Outcome = outcome;
    }

    private sealed class Indifferent : ClusterObserver;

    private sealed class Throwing : ClusterObserver
    {
        public override void OnEndpointsChanged(Cluster cluster, IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> removed) => throw new InvalidOperationException();

        public override void OnResolverFailed(Cluster cluster, Exception error) => throw new InvalidOperationException();

        public override void OnEmptyListIgnored(Cluster cluster) => throw new InvalidOperationException();

        public override void OnLoadBalancerFailed(Cluster cluster, Exception error) => throw new InvalidOperationException();
    }
}
