using Balancing.Resolution;

namespace Balancing.Tests;

public sealed class FirstResolutionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly PushResolver _resolver = new();

    [Fact]
    public async Task AllWaiters_AreReleasedByTheFirstList()
    {
        using var cluster = Create();
        var waiting = Enumerable.Range(0, 20).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        _resolver.Update(EndpointSets.Descriptions(4));

        var attempts = await Task.WhenAll(waiting).WaitAsync(Patience);
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(5, endpoint.InFlight));
        Assert.Equal(20, attempts.Length);
        await _clock.WhenIdleAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Wait_EndsAtTheTimeout_NotBefore_AndSaysWhatWentWrong()
    {
        using var cluster = Create();
        var waiting = cluster.BeginAsync().AsTask();
        var error = new InvalidOperationException("registry is down");
        _resolver.Fail(error);

        _clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        var thrown = await Assert.ThrowsAsync<NoEndpointException>(() => waiting.WaitAsync(Patience));
        Assert.Equal(NoEndpointReason.NoneKnown, thrown.Reason);
        Assert.Same(error, thrown.InnerException);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Wait_EndsWithTheCallersCancellation_AndOthersGoOnWaiting()
    {
        using var cluster = Create();
        using var cancel = new CancellationTokenSource();
        var cancelled = cluster.BeginAsync(cancellationToken: cancel.Token).AsTask();
        var other = cluster.BeginAsync().AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience));
        Assert.False(other.IsCompleted);
        _resolver.Update(EndpointSets.Descriptions(1));
        Assert.Same(cluster.Endpoints[0], (await other.WaitAsync(Patience)).Endpoint);
        Assert.Equal(1, cluster.Endpoints[0].InFlight);
    }

    [Fact]
    public async Task ZeroTimeout_DoesNotWait()
    {
        using var cluster = Create(TimeSpan.Zero);
        await Assert.ThrowsAsync<NoEndpointException>(() => cluster.BeginAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task EmptyFirstList_DoesNotEndTheWait()
    {
        using var cluster = Create();
        var waiting = cluster.BeginAsync().AsTask();
        _resolver.Update(Array.Empty<EndpointDescription>());
        Assert.False(waiting.IsCompleted);
        _resolver.Update(EndpointSets.Descriptions(1));
        Assert.NotNull((await waiting.WaitAsync(Patience)).Endpoint);
    }

    [Fact]
    public void ResolvedCluster_AnswersAtOnce_WithoutATimer()
    {
        _resolver.Update(EndpointSets.Descriptions(1));
        using var cluster = Create();
        Assert.True(cluster.BeginAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Affinity_IsKeptThroughTheWait()
    {
        using var cluster = new Cluster("test", _resolver, LoadBalancer.IpHash(), new ClusterOptions { Health = HealthOptions.None(), TimeProvider = _clock });
        var key = AffinityKey.ParseAddress("203.0.113.7");
        var waiting = Enumerable.Range(0, 20).Select(_ => cluster.BeginAsync(key).AsTask()).ToList();
        _resolver.Update(EndpointSets.Descriptions(10));
        foreach (var attempt in await Task.WhenAll(waiting).WaitAsync(Patience)) Assert.Same(cluster.Begin(key).Endpoint, attempt.Endpoint);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2_073_601)]
    public void Timeout_OutOfRange_IsRefused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterOptions { Health = HealthOptions.None(), FirstResolutionTimeout = TimeSpan.FromSeconds(seconds) });

    private Cluster Create(TimeSpan? timeout = null) => new(
        "test",
        _resolver,
        LoadBalancer.RoundRobin(),
        new ClusterOptions { Health = HealthOptions.None(), TimeProvider = _clock, FirstResolutionTimeout = timeout ?? new ClusterOptions().FirstResolutionTimeout });
}
