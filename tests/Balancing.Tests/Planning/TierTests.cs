using Balancing.Resolution;

namespace Balancing.Tests.Planning;

/// <summary>Active-passive: one tier at a time, the first that is healthy enough.</summary>
public sealed class TierTests
{
    private const string A = "http://a0/", B = "http://b0/", C = "http://c1/", D = "http://d1/", E = "http://e2/";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TheFirstTier_GetsEverything_WhileItIsWell()
    {
        using var cluster = Create();
        Assert.Equal([A, B], Used(cluster));
    }

    [Fact]
    public void ADrainedTier_IsReplacedByTheNext_AndTakesOverAgain()
    {
        using var cluster = Create();
        _ = cluster.Drain(A);
        Assert.Equal([B], Used(cluster));
        _ = cluster.Drain(B);
        Assert.Equal([C, D], Used(cluster));
        _ = cluster.Drain(C);
        _ = cluster.Drain(D);
        Assert.Equal([E], Used(cluster));
        cluster.Ready(B);
        Assert.Equal([B], Used(cluster));
    }

    [Theory]
    [InlineData(0.5, 1, new[] { B })]
    [InlineData(0.6, 1, new[] { C, D })]
    [InlineData(0.5, 2, new[] { C, D })]
    [InlineData(0, 2, new[] { C, D })]
    public void ATierWithTooFewHealthyEndpoints_IsLeftForTheNext(double threshold, int sick, string[] expected)
    {
        using var cluster = Create(threshold);
        foreach (var address in new[] { A, B }.Take(sick)) Throttle(cluster, address);

        Assert.Equal(expected, Used(cluster));
        Assert.False(cluster.IsPanicking);
    }

    [Fact]
    public void TheFirstTier_IsUsedAgain_WhenItIsWell()
    {
        using var cluster = Create();
        Throttle(cluster, A);
        Throttle(cluster, B);
        Assert.Equal([C, D], Used(cluster));

        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal([A, B], Used(cluster));
    }

    [Fact]
    public void IfNoTierIsWell_TheHealthiestIsUsedInPanic()
    {
        using var cluster = Create(threshold: 0.9);
        foreach (var address in new[] { A, B, C, E }) Throttle(cluster, address);

        Assert.Equal([C, D], Used(cluster));
        Assert.True(cluster.IsPanicking);
    }

    [Fact]
    public void ANewList_CanChangeTiers()
    {
        var resolver = new PushResolver(new EndpointDescription(A), new EndpointDescription(B) { Priority = 1 });
        using var cluster = Create(resolver);
        Assert.Equal([A], Used(cluster));

        resolver.Update(new EndpointDescription(A) { Priority = 2 }, new EndpointDescription(B) { Priority = 1 });
        Assert.Equal([B], Used(cluster));
    }

    private Cluster Create(double threshold = 0.5) => Create(
        new StaticResolver(
            new EndpointDescription(D) { Priority = 1 },
            new EndpointDescription(A),
            new EndpointDescription(E) { Priority = 2 },
            new EndpointDescription(B),
            new EndpointDescription(C) { Priority = 1 }),
        threshold);

    private Cluster Create(IEndpointResolver resolver, double threshold = 0.5) => new("test", resolver, LoadBalancer.RoundRobin(), new ClusterOptions
    {
        TimeProvider = _time,
        Health = new HealthOptions { PanicThreshold = threshold },
        Topology = new TopologyOptions { FailbackDelay = TimeSpan.Zero },
    });

    /// <summary>For ten seconds, whichever tier is in use.</summary>
    private static void Throttle(Cluster cluster, string address)
    {
        cluster.Endpoints.Single(endpoint => $"{endpoint.Address}" == address).Status.Throttle(TimeSpan.FromSeconds(10), TimeSpan.Zero);
        cluster.LoadBalancer = LoadBalancer.RoundRobin();
    }

    private static string[] Used(Cluster cluster)
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            var attempt = cluster.Begin();
            used.Add($"{attempt.Endpoint.Address}");
            attempt.Complete(OutcomeKind.Success);
        }

        return [.. used];
    }
}
