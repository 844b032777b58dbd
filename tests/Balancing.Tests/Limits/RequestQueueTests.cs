using Balancing.Resolution;

namespace Balancing.Tests.Limits;

/// <summary>Who waits, for how long, and who is let in when. One endpoint that takes one request, and a line behind it.</summary>
public sealed class RequestQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly PushResolver _resolver = new(EndpointSets.Descriptions(1));
    private readonly ConcurrencyLimitOptions _limits = new() { MaxInFlightPerEndpoint = 1, MaxQueueLength = 10, QueueTimeout = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task WhoComesFirst_IsLetInFirst_AndOneAtATime()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = Enumerable.Range(0, 5).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        for (var i = 0; i < 5; i++)
        {
            Assert.All(waiting[i..], task => Assert.False(task.IsCompleted));
            running.Complete(OutcomeKind.Success);
            running = await waiting[i].WaitAsync(Patience);
            Assert.Equal(1, cluster.Endpoints[0].InFlight);
        }

        running.Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task NobodyOvertakes_NotEvenToAnEndpointThatThoseInFrontMayNotUse()
    {
        _resolver.Update(EndpointSets.Descriptions(2));
        using var cluster = Create(LoadBalancer.IpHash(), drainingKeepsAffinity: true);
        var running = Enumerable.Range(0, 2).Select(_ => cluster.Begin()).ToDictionary(attempt => attempt.Endpoint);
        var draining = cluster.Endpoints[0];
        _ = cluster.Drain(draining);
        var first = cluster.BeginAsync().AsTask();
        running[draining].Complete(OutcomeKind.Success);
        Assert.False(first.IsCompleted);

        // A key that leads to the draining endpoint would find room there.
        var key = Enumerable.Range(0, 100).Select(i => AffinityKey.From($"{i}")).First(key => LoadBalancer.IpHash().CreatePicker(new EndpointSet(cluster.Endpoints)).Pick(new PickContext { Affinity = key }) == draining);
        Assert.Throws<NoEndpointException>(() => cluster.Begin(key));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = cluster.BeginAsync(key).AsTask();
        Assert.False(second.IsCompleted);

        // Who stands in front gives up, and who stands behind is let in at once.
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<NoEndpointException>(() => first.WaitAsync(Patience));
        Assert.Same(draining, (await second.WaitAsync(Patience)).Endpoint);
    }

    [Fact]
    public async Task TheLineIsNoLongerThanItMayBe()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = Enumerable.Range(0, 10).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        Assert.Equal(NoEndpointReason.Saturated, (await Assert.ThrowsAsync<NoEndpointException>(() => cluster.BeginAsync().AsTask())).Reason);
        running.Complete(OutcomeKind.Success);
        var next = await waiting[0].WaitAsync(Patience);
        waiting.Add(cluster.BeginAsync().AsTask());
        await Assert.ThrowsAsync<NoEndpointException>(() => cluster.BeginAsync().AsTask());
        foreach (var task in waiting.Skip(1))
        {
            next.Complete(OutcomeKind.Success);
            next = await task.WaitAsync(Patience);
        }

        next.Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public void Begin_DoesNotWait()
    {
        using var cluster = Create();
        cluster.Begin();
        Assert.Equal(NoEndpointReason.Saturated, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);
    }

    [Fact]
    public async Task TheWaitEnds_AtTheTimeout_NotBefore()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = cluster.BeginAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var later = cluster.BeginAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        var error = await Assert.ThrowsAsync<NoEndpointException>(() => waiting.WaitAsync(Patience));
        Assert.Equal((NoEndpointReason.QueueTimeout, "test"), (error.Reason, error.ClusterName));

        // Who stood behind has moved up.
        Assert.False(later.IsCompleted);
        running.Complete(OutcomeKind.Success);
        (await later.WaitAsync(Patience)).Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task ACallerThatGivesUp_LeavesTheLine()
    {
        using var cluster = Create();
        using var cancel = new CancellationTokenSource();
        var running = cluster.Begin();
        var tasks = new[] { CancellationToken.None, cancel.Token, CancellationToken.None }.Select(token => cluster.BeginAsync(cancellationToken: token).AsTask()).ToList();
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[1].WaitAsync(Patience));
        Assert.Equal(cancel.Token, error.CancellationToken);
        running.Complete(OutcomeKind.Success);
        (await tasks[0].WaitAsync(Patience)).Complete(OutcomeKind.Success);
        (await tasks[2].WaitAsync(Patience)).Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task ACallerThatHasGivenUpBefore_DoesNotWait()
    {
        using var cluster = Create();
        cluster.Begin();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.BeginAsync(cancellationToken: new CancellationToken(canceled: true)).AsTask().WaitAsync(Patience));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task ANewEndpoint_LetsIn()
    {
        using var cluster = Create();
        cluster.Begin();
        var waiting = Enumerable.Range(0, 3).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        _resolver.Update(EndpointSets.Descriptions(3));
        var letIn = await Task.WhenAll(waiting[..2]).WaitAsync(Patience);
        Assert.Equal(cluster.Endpoints.Skip(1).ToHashSet(), letIn.Select(attempt => attempt.Endpoint).ToHashSet());
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task AnEndpointThatIsReadyAgain_LetsIn()
    {
        _resolver.Update(EndpointSets.Descriptions(2));
        using var cluster = Create();
        _ = cluster.Drain(cluster.Endpoints[1]);
        cluster.Begin();
        var waiting = cluster.BeginAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        cluster.Ready(cluster.Endpoints[1]);
        Assert.Same(cluster.Endpoints[1], (await waiting.WaitAsync(Patience)).Endpoint);
    }

    [Fact]
    public async Task WhenTheLastEndpointIsDrained_ThoseInLineAreTold()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = Enumerable.Range(0, 3).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        _ = cluster.Drain(cluster.Endpoints[0]);
        foreach (var task in waiting) Assert.Equal(NoEndpointReason.AllDraining, (await Assert.ThrowsAsync<NoEndpointException>(() => task.WaitAsync(Patience))).Reason);
        running.Complete(OutcomeKind.Success);
        cluster.Ready(cluster.Endpoints[0]);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task WhoWaitsForTheFirstList_WaitsInLineAfterwards_AndKnowsWhereItHasBeen()
    {
        var resolver = new PushResolver();
        using var cluster = Create(resolver: resolver);
        var tried = new TriedEndpoints();
        var tasks = Enumerable.Range(0, 2).Select(_ => cluster.BeginAsync(tried: tried).AsTask()).ToList();
        resolver.Update(EndpointSets.Descriptions(1));
        var first = await (await Task.WhenAny(tasks).WaitAsync(Patience));
        first.Complete(OutcomeKind.Success);
        await Task.WhenAll(tasks).WaitAsync(Patience);
        Assert.Equal([first.Endpoint, first.Endpoint], tried.Attempts);
    }

    private async Task AssertNothingIsLeftAsync(Cluster cluster)
    {
        Assert.Equal(0, cluster.Endpoints[0].InFlight);
        await _clock.WhenIdleAsync().WaitAsync(Patience);
        cluster.Begin().Complete(OutcomeKind.Success);
    }

    private Cluster Create(ILoadBalancer? loadBalancer = null, bool drainingKeepsAffinity = false, PushResolver? resolver = null)
    {
        var health = HealthOptions.None();
        health.DrainingKeepsAffinity = drainingKeepsAffinity;
        return new Cluster("test", resolver ?? _resolver, loadBalancer ?? LoadBalancer.RoundRobin(), new ClusterOptions { ConcurrencyLimits = _limits, TimeProvider = _clock, Health = health });
    }
}
