using Balancing.Resolution;

namespace Balancing.Tests.Issues;

/// <summary>An endpoint that waited for its trial, but was full, lost the trial to a request which could not begin there, and waited for half a minute more.</summary>
public sealed class FullProbeTests
{
    [Fact]
    public void TrialOfAFullEndpoint_IsNotTakenByARequestThatGoesElsewhere()
    {
        var clock = new FakeTimeProvider();
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(2)), LoadBalancer.FromPick((endpoints, in _) => endpoints[0]), new ClusterOptions
        {
            TimeProvider = clock,
            ConcurrencyLimits = new ConcurrencyLimitOptions { Adaptive = new AdaptiveLimitOptions { Enabled = true, Backoff = 0.1, InitialLimit = 10 } },
        });
        var sick = cluster.Endpoints[0];
        clock.Advance(TimeSpan.FromSeconds(1));
        var hung = cluster.Begin();
        var failing = Enumerable.Range(0, 5).Select(_ => cluster.Begin()).ToList();
        foreach (var attempt in failing) attempt.Complete(OutcomeKind.LocalOriginFailure);
        while (cluster.HealthOf(sick) != HealthState.Probing) clock.Advance(TimeSpan.FromSeconds(1));

        var elsewhere = cluster.Begin();
        hung.Complete(OutcomeKind.Cancelled);
        var trial = cluster.Begin();

        Assert.NotSame(sick, elsewhere.Endpoint);
        Assert.Same(sick, trial.Endpoint);
    }
}
