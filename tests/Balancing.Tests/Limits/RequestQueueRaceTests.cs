using Balancing.Resolution;

namespace Balancing.Tests.Limits;

/// <summary>What may happen while somebody is let in. The algorithm is asked just then, so here it is what makes the trouble.</summary>
public sealed class RequestQueueRaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly CountingPicker _picker = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWaitThatEnds_WhileItIsLetIn_LeavesNothingInFlight(bool cancelled)
    {
        using var cluster = Create();
        using var cancel = new CancellationTokenSource();
        var running = cluster.Begin();
        var waiting = cluster.BeginAsync(cancellationToken: cancel.Token).AsTask();
        var next = cluster.BeginAsync().AsTask();
        _picker.Before = () =>
        {
            _picker.Before = null;
            if (cancelled) cancel.Cancel();
            else _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(SpinWait.SpinUntil(() => waiting.IsCompleted && (cancelled || next.IsCompleted), Patience));
        };
        running.Complete(OutcomeKind.Success);

        if (cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
            (await next.WaitAsync(Patience)).Complete(OutcomeKind.Success);
        }
        else
        {
            foreach (var task in new[] { waiting, next }) Assert.Equal(NoEndpointReason.QueueTimeout, (await Assert.ThrowsAsync<NoEndpointException>(() => task.WaitAsync(Patience))).Reason);
        }

        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task WhatTheAlgorithmThrows_ReachesTheOneItWasAskedFor_AndTheLineGoesOn()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = Enumerable.Range(0, 4).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        Queue<Exception?> script = new([new TimeoutException("mine"), new OperationCanceledException("mine, too"), null]);
        _picker.Before = () =>
        {
            if (script.TryDequeue(out var error) && error is not null) throw error;
        };
        running.Complete(OutcomeKind.Success);

        Assert.Equal("mine", (await Assert.ThrowsAsync<TimeoutException>(() => waiting[0].WaitAsync(Patience))).Message);
        Assert.Equal("mine, too", (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1].WaitAsync(Patience))).Message);
        (await waiting[2].WaitAsync(Patience)).Complete(OutcomeKind.Success);
        (await waiting[3].WaitAsync(Patience)).Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task WhatTheAlgorithmThrows_HasNoHolderAnyMore_WhenTheWaitIsOver()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = cluster.BeginAsync().AsTask();
        _picker.Before = () =>
        {
            _picker.Before = null;
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(SpinWait.SpinUntil(() => waiting.IsCompleted, Patience));
            throw new InvalidOperationException("too late");
        };
        running.Complete(OutcomeKind.Success);
        Assert.Equal(NoEndpointReason.QueueTimeout, (await Assert.ThrowsAsync<NoEndpointException>(() => waiting.WaitAsync(Patience))).Reason);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task ARequestThatFails_GivesItsPlaceToTheOneItHasTurnedAway()
    {
        // The client takes one. While the algorithm is asked for it, another comes, is turned away and waits; then the algorithm throws.
        using var cluster = Create(new ConcurrencyLimitOptions { MaxInFlight = 1, MaxQueueLength = 5 });
        Task<Attempt>? other = null;
        _picker.Before = () =>
        {
            _picker.Before = null;
            other = cluster.BeginAsync().AsTask();
            Assert.False(other.IsCompleted);
            throw new InvalidOperationException("no idea");
        };
        Assert.Throws<InvalidOperationException>(() => cluster.Begin());
        (await other!.WaitAsync(Patience)).Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task TheAlgorithm_IsAskedUnderNoLock()
    {
        // It waits for another thread, which ends a request and joins the line meanwhile.
        using var cluster = Create(new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 2, MaxQueueLength = 5 });
        var (first, second) = (cluster.Begin(), cluster.Begin());
        var waiting = cluster.BeginAsync().AsTask();
        Task<Attempt>? later = null;
        _picker.Before = () =>
        {
            _picker.Before = null;
            var elsewhere = Task.Run(() =>
            {
                second.Complete(OutcomeKind.Success);
                later = cluster.BeginAsync().AsTask();
            });
            Assert.True(SpinWait.SpinUntil(() => elsewhere.IsCompleted, Patience));
        };
        first.Complete(OutcomeKind.Success);
        (await waiting.WaitAsync(Patience)).Complete(OutcomeKind.Success);
        (await later!.WaitAsync(Patience)).Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task AnAlgorithmThatSendsRequestsItself_LetsNobodyInTwice()
    {
        using var cluster = Create();
        var running = cluster.Begin();
        var waiting = Enumerable.Range(0, 2).Select(_ => cluster.BeginAsync().AsTask()).ToList();
        _picker.Before = () =>
        {
            _picker.Before = null;
            waiting.Add(cluster.BeginAsync().AsTask());
        };
        running.Complete(OutcomeKind.Success);
        foreach (var task in waiting) (await task.WaitAsync(Patience)).Complete(OutcomeKind.Success);
        await AssertNothingIsLeftAsync(cluster);
    }

    private async Task AssertNothingIsLeftAsync(Cluster cluster)
    {
        Assert.Equal(0, cluster.Endpoints[0].InFlight);
        Assert.Equal(0, _picker.Open);
        await _clock.WhenIdleAsync().WaitAsync(Patience);
        cluster.Begin().Complete(OutcomeKind.Success);
    }

    private Cluster Create(ConcurrencyLimitOptions? limits = null) => new("test", new StaticResolver(EndpointSets.Descriptions(1)), _picker, new ClusterOptions
    {
        ConcurrencyLimits = limits ?? new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1, MaxQueueLength = 5 },
        TimeProvider = _clock,
        Health = HealthOptions.None(),
    });

    private sealed class CountingPicker : ILoadBalancer
    {
        private int _open;

        /// <summary>Runs in each pick, before it counts.</summary>
        public Action? Before { get; set; }

        /// <summary>How many picks have not been completed.</summary>
        public int Open => Volatile.Read(ref _open);

        public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(this, endpoints[0]);

        private sealed class Picker(CountingPicker owner, Endpoint endpoint) : IEndpointPicker
        {
            public Endpoint Pick(in PickContext context)
            {
                owner.Before?.Invoke();
                Interlocked.Increment(ref owner._open);
                return endpoint;
            }

            public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => Interlocked.Decrement(ref owner._open);
        }
    }
}
