using System.Collections.Concurrent;
using Balancing.Resolution;

namespace Balancing.Tests.Limits;

/// <summary>Limits that are given: exact, also for requests that begin at the same time, and given back whatever happens.</summary>
public sealed class ConcurrencyLimitTests
{
    public static TheoryData<string> Strategies => [.. BalancingStrategies.All.Keys];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void NeitherLimit_IsEverExceeded(string strategy)
    {
        const int PerEndpoint = 2;
        const int Together = 5;
        using var cluster = Create(4, new ConcurrencyLimitOptions { MaxInFlight = Together, MaxInFlightPerEndpoint = PerEndpoint }, BalancingStrategies.All[strategy](null, null));
        var running = cluster.Endpoints.ToDictionary(endpoint => endpoint, _ => new Gauge());
        var all = new Gauge();
        ThreadTeam.Run(4, thread =>
        {
            var pending = new Queue<Attempt>();
            for (var i = 0; i < 3_000; i++)
            {
                var attempt = TryBegin(cluster, AffinityKey.From($"{thread} {i}"));
                if (attempt is { } begun)
                {
                    running[begun.Endpoint].Up();
                    all.Up();
                    pending.Enqueue(begun);
                    if (pending.Count < 3) continue;
                }

                while (pending.TryDequeue(out var ending)) End(ending);
            }

            while (pending.TryDequeue(out var ending)) End(ending);
        });

        Assert.All(running.Values, gauge => Assert.InRange(gauge.Highest, 1, PerEndpoint));
        Assert.InRange(all.Highest, 1, Together);
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(0, endpoint.InFlight));
        AssertRoomFor(Together, cluster);

        void End(Attempt attempt)
        {
            running[attempt.Endpoint].Down();
            all.Down();
            attempt.Complete(OutcomeKind.Success);
        }
    }

    [Fact]
    public void AKeyWhoseEndpointIsFull_GoesToItsNextChoice_AndBackWhenThereIsRoom()
    {
        using var cluster = Create(4, new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 }, LoadBalancer.IpHash());
        var key = AffinityKey.From("tenant");
        var picker = LoadBalancer.IpHash().CreatePicker(new EndpointSet(cluster.Endpoints));
        var first = cluster.Begin(key);
        var next = picker.Pick(new PickContext { Affinity = key, Tried = new TriedEndpoints(first.Endpoint) });
        for (var i = 0; i < 3; i++)
        {
            var second = cluster.Begin(key);
            Assert.Same(next, second.Endpoint);
            second.Complete(OutcomeKind.Success);
        }

        first.Complete(OutcomeKind.Success);
        Assert.Same(first.Endpoint, cluster.Begin(key).Endpoint);
    }

    [Fact]
    public async Task WhenAllAreFull_RequestsFailAtOnce_AndOneThatEndsMakesRoomForOne()
    {
        using var cluster = Create(2, new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 3 });
        var attempts = Enumerable.Range(0, 6).Select(_ => cluster.Begin()).ToList();
        var error = Assert.Throws<NoEndpointException>(() => cluster.Begin());
        Assert.Equal((NoEndpointReason.Saturated, "test"), (error.Reason, error.ClusterName));
        Assert.Equal(NoEndpointReason.Saturated, (await Assert.ThrowsAsync<NoEndpointException>(() => cluster.BeginAsync().AsTask())).Reason);
        attempts[3].Complete(OutcomeKind.LocalOriginFailure);
        Assert.Same(attempts[3].Endpoint, cluster.Begin().Endpoint);
        Assert.Throws<NoEndpointException>(() => cluster.Begin());
    }

    [Fact]
    public void TheClientsLimit_HoldsOverAllEndpoints()
    {
        using var cluster = Create(10, new ConcurrencyLimitOptions { MaxInFlight = 4 });
        var attempts = Enumerable.Range(0, 4).Select(_ => cluster.Begin()).ToList();
        Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);
        attempts.ForEach(attempt => attempt.Complete(OutcomeKind.Success));
        AssertRoomFor(4, cluster);
    }

    [Fact]
    public void APlaceOfTheClients_IsGivenBack_WhenNoEndpointTakesTheRequest()
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlight = 3, MaxInFlightPerEndpoint = 1 };
        using var cluster = Create(2, limits);
        for (var i = 0; i < 2; i++) cluster.Begin();
        for (var i = 0; i < 10; i++) Assert.Throws<NoEndpointException>(() => cluster.Begin());
        foreach (var endpoint in cluster.Endpoints) _ = cluster.Drain(endpoint);
        for (var i = 0; i < 10; i++) Assert.Equal(NoEndpointReason.AllDraining, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);
        foreach (var endpoint in cluster.Endpoints) cluster.Ready(endpoint);
        cluster.LoadBalancer = LoadBalancer.FromPick((EndpointSet _, in PickContext _) => throw new InvalidOperationException("no idea"));
        for (var i = 0; i < 10; i++) Assert.Throws<InvalidOperationException>(() => cluster.Begin());
        cluster.LoadBalancer = LoadBalancer.Random();
        for (var i = 0; i < 2; i++) Assert.Throws<NoEndpointException>(() => cluster.Begin());
        Assert.Equal([1, 1], cluster.Endpoints.Select(endpoint => endpoint.InFlight));
    }

    [Fact]
    public void ALimitHoldsForEndpointsThatComeLater()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(1));
        var options = new ClusterOptions { ConcurrencyLimits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 } };
        using var cluster = new Cluster("test", resolver, LoadBalancer.Random(), options);
        cluster.Begin();
        resolver.Update(EndpointSets.Descriptions(3));
        AssertRoomFor(2, cluster);
    }

    [Fact]
    public void AFullEndpoint_KeepsItsTrial_ForARequestThatCanBeSent()
    {
        var clock = new FakeTimeProvider();
        var options = new ClusterOptions
        {
            TimeProvider = clock,
            Health = new HealthOptions { OutlierDetection = { EjectionJitter = TimeSpan.Zero, ConsecutiveServerErrors = 1 } },
            ConcurrencyLimits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 2 },
        };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(4)), LoadBalancer.RoundRobin(), options);
        var attempts = Enumerable.Range(0, 8).Select(_ => cluster.Begin()).ToLookup(attempt => attempt.Endpoint);
        var (sick, stream, failing) = (attempts.First().Key, attempts.First().First(), attempts.First().Last());
        foreach (var attempt in attempts.SelectMany(endpoint => endpoint).Where(attempt => attempt.Endpoint != sick)) attempt.Complete(OutcomeKind.Success);
        failing.Complete(OutcomeKind.ServerError);
        Assert.Equal(HealthState.Ejected, cluster.HealthOf(sick));
        sick.MaxInFlight = 1;
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HealthState.Probing, cluster.HealthOf(sick));

        var elsewhere = cluster.Begin();
        Assert.NotSame(sick, elsewhere.Endpoint);
        stream.Complete(OutcomeKind.Success);
        Assert.Same(sick, cluster.Begin().Endpoint);
    }

    [Fact]
    public void AnEndpointThatIsBeingDrained_GetsNothing_BecauseTheOthersAreFull()
    {
        using var cluster = Create(2, new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 });
        var draining = cluster.Endpoints[1];
        draining.Status.IsDraining = true;    // as Drain does, before the plan is made
        Assert.Same(cluster.Endpoints[0], cluster.Begin().Endpoint);
        Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);
        Assert.Equal(0, draining.InFlight);
    }

    private static Attempt? TryBegin(Cluster cluster, AffinityKey key)
    {
        try
        {
            return cluster.Begin(key);
        }
        catch (NoEndpointException e) when (e.Reason == NoEndpointReason.Saturated)
        {
            return null;
        }
    }

    private static void AssertRoomFor(int requests, Cluster cluster)
    {
        for (var i = 0; i < requests; i++) cluster.Begin();
        Assert.Throws<NoEndpointException>(() => cluster.Begin());
    }

    private static Cluster Create(int endpoints, ConcurrencyLimitOptions limits, ILoadBalancer? loadBalancer = null) => new(
        "test",
        new StaticResolver(EndpointSets.Descriptions(endpoints)),
        loadBalancer ?? LoadBalancer.RoundRobin(),
        new ClusterOptions { ConcurrencyLimits = limits });

    /// <summary>How much of something there is, and the most there has been.</summary>
    private sealed class Gauge
    {
        private readonly ConcurrentDictionary<int, bool> _seen = new();
        private int _value;

        public int Highest => _seen.Keys.Max();

        public void Up() => _seen[Interlocked.Increment(ref _value)] = true;

        public void Down() => Interlocked.Decrement(ref _value);
    }
}
