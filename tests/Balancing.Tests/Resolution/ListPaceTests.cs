using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

/// <summary>A source that reports every change of a long list by itself does not have each of them worked out.</summary>
public sealed class ListPaceTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void OfALongList_WhatComesWithinThePause_IsOneChange()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(10_000));
        using var cluster = Create(resolver);
        for (var count = 10_001; count <= 10_100; count++) resolver.Update(EndpointSets.Descriptions(count));
        Assert.Equal(10_000, cluster.Endpoints.Count);

        // 3 µs for each of 10,000, and the millisecond that an alarm adds.
        _clock.Advance(TimeSpan.FromMilliseconds(31));
        Assert.Equal(["+10000 -0", "+100 -0"], _observer.Events);

        _clock.Advance(TimeSpan.FromMilliseconds(31));
        resolver.Update(EndpointSets.Descriptions(10_000));
        Assert.Equal("+0 -100", _observer.Events[^1]);
    }

    [Fact]
    public void OfAShortList_EveryReportCounts()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(900));
        using var cluster = Create(resolver);
        for (var count = 901; count <= 910; count++)
        {
            resolver.Update(EndpointSets.Descriptions(count));
            Assert.Equal(count, cluster.Endpoints.Count);
        }
    }

    [Fact]
    public void WhatIsNoList_DoesNotWait()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(2_000));
        using var cluster = Create(resolver);
        resolver.Update(EndpointSets.Descriptions(2_001));
        _ = cluster.Drain(cluster.Endpoints[7]);
        Assert.Equal(HealthState.Draining, cluster.HealthOf(cluster.Endpoints[7]));

        // The run that the drain asked for has taken the list along; the alarm finds nothing to do.
        Assert.Equal(2_001, cluster.Endpoints.Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["+2000 -0", "+1 -0"], _observer.Events);
    }

    private Cluster Create(PushResolver resolver) => new("test", resolver, LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _clock, Observer = _observer });
}
