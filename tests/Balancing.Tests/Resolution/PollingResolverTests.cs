using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class PollingResolverTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingListener _listener = new();
    private int _questions;

    [Fact]
    public async Task TheFirstQuestion_IsAskedAtOnce_AndTheNextAfterThePeriod()
    {
        using var subscription = Poll(question => EndpointSets.Descriptions(question), 0.5, 0.5, 0.5);
        Assert.Single((await _listener.NextAsync()).Endpoints!);
        await AsleepAsync();
        Assert.Equal(Period, _clock.NextDue);

        _clock.Advance(Period - TimeSpan.FromTicks(1));
        Assert.Equal(1, _questions);
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(2, (await _listener.NextAsync()).Endpoints!.Count);
    }

    [Fact]
    public async Task Period_IsVariedByTenPercent()
    {
        using var subscription = Poll(_ => EndpointSets.Descriptions(1), 0, 0.75, 0.5);
        foreach (var expected in new[] { 27.0, 31.5 })
        {
            await _listener.NextAsync();
            await AsleepAsync();
            Assert.Equal(TimeSpan.FromSeconds(expected), _clock.NextDue);
            _clock.Advance(TimeSpan.FromSeconds(expected));
        }

        await _listener.NextAsync();
    }

    [Fact]
    public async Task Failures_AreReported_AndAskedAgainSoonerWithBackOff_UntilAnAnswerComes()
    {
        var down = new InvalidOperationException("down");
        using var subscription = Poll(question => question is 2 or 3 or 4 ? throw down : EndpointSets.Descriptions(1), 0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
        foreach (var (failed, next) in new[] { (false, 30), (true, 1), (true, 2), (true, 4), (false, 30) })
        {
            var report = await _listener.NextAsync();
            Assert.Same(failed ? down : null, report.Error);
            await AsleepAsync();
            Assert.Equal(TimeSpan.FromSeconds(next), _clock.NextDue);
            _clock.Advance(TimeSpan.FromSeconds(next));
        }

        await _listener.NextAsync();
    }

    [Fact]
    public async Task AFailureOfTheCallsOwnTimeout_IsAFailure_NotTheEnd()
    {
        using var subscription = Poll(question => question == 1 ? throw new OperationCanceledException("the registry's timeout") : EndpointSets.Descriptions(1), 0.5, 0.5);
        Assert.IsType<OperationCanceledException>((await _listener.NextAsync()).Error);
        await AsleepAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull((await _listener.NextAsync()).Endpoints);
    }

    [Fact]
    public async Task Dispose_StopsAsking_AndLeavesNoTimerBehind()
    {
        var subscription = Poll(_ => EndpointSets.Descriptions(1), 0.5, 0.5);
        await _listener.NextAsync();
        await AsleepAsync();

        subscription.Dispose();

        // The loop may be just about to fall asleep; then it notices there, on its own thread.
        await _clock.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, _questions);
    }

    [Fact]
    public async Task Dispose_CancelsAQuestionUnderWay_AndNothingIsReported()
    {
        var asked = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<IReadOnlyList<EndpointDescription>>();
        var resolver = new PollingResolver(
            stop =>
            {
                asked.SetResult(stop);
                return new ValueTask<IReadOnlyList<EndpointDescription>>(answer.Task);
            },
            Period,
            _clock);
        var subscription = resolver.Subscribe(_listener);
        var token = await asked.Task;

        subscription.Dispose();
        Assert.True(token.IsCancellationRequested);

        // On a bare thread the loop goes on inside SetResult, so whatever it reports is there when the thread has ended.
        ThreadTeam.Run(1, _ => answer.SetResult(EndpointSets.Descriptions(1)));
        Assert.Equal(0, _listener.Unread);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Loop_DoesNotKeepTheExecutionContextOfWhoeverStartedIt()
    {
        var local = new AsyncLocal<string> { Value = "request 1" };
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Poll(_ =>
        {
            seen.TrySetResult(local.Value);
            return EndpointSets.Descriptions(1);
        }, 0.5);
        Assert.Null(await seen.Task);
    }

    [Fact]
    public async Task EachSubscriber_HasALoopOfItsOwn()
    {
        var other = new RecordingListener();
        var resolver = new PollingResolver(_ => ValueTask.FromResult<IReadOnlyList<EndpointDescription>>(EndpointSets.Descriptions(1)), Period, _clock);
        var first = resolver.Subscribe(_listener);
        using var second = resolver.Subscribe(other);
        await _listener.NextAsync();
        await other.NextAsync();
        await AsleepAsync(2);

        first.Dispose();
        _clock.Advance(Period * 1.1);

        await other.NextAsync();
        Assert.Equal(0, _listener.Unread);
    }

    [Fact]
    public async Task ACallThatTakesTooLong_IsAFailure_AndNobodyWaitsForIt()
    {
        var tokens = new List<CancellationToken>();
        var resolver = new PollingResolver(
            stop =>
            {
                tokens.Add(stop);
                return tokens.Count == 1 ? new ValueTask<IReadOnlyList<EndpointDescription>>(new TaskCompletionSource<IReadOnlyList<EndpointDescription>>().Task) : ValueTask.FromResult<IReadOnlyList<EndpointDescription>>(EndpointSets.Descriptions(1));
            },
            Period,
            _clock,
            new ScriptedRandom(0.5, 0.5),
            TimeSpan.FromSeconds(4));
        using var subscription = resolver.Subscribe(_listener);
        await AsleepAsync();
        Assert.Equal(TimeSpan.FromSeconds(4), _clock.NextDue);
        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.IsType<TimeoutException>((await _listener.NextAsync()).Error);
        Assert.True(tokens[0].IsCancellationRequested);
        await AsleepAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await _listener.NextAsync()).Endpoints!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(25)]
    public void ATimeoutOutsideItsRange_IsRefused(int days) => Assert.Equal("timeout", Assert.Throws<ArgumentOutOfRangeException>(() =>
        new PollingResolver(_ => default, Period, timeout: TimeSpan.FromDays(days))).ParamName);

    [Fact]
    public async Task Refresh_AsksSooner_ButNotWithinASecondOfTheLastQuestion_AndOnceForAll()
    {
        var resolver = new PollingResolver(_ => ValueTask.FromResult<IReadOnlyList<EndpointDescription>>(EndpointSets.Descriptions(++_questions)), Period, _clock, new ScriptedRandom(0.5, 0.5, 0.5));
        using var subscription = resolver.Subscribe(_listener);
        await _listener.NextAsync();
        await AsleepAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        resolver.Refresh();
        await _listener.NextAsync();

        for (var i = 0; i < 100; i++) resolver.Refresh();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_clock.NextDue != TimeSpan.FromSeconds(1))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        await _listener.NextAsync();
        Assert.Equal(3, _questions);
    }

    [Fact]
    public async Task AFailure_IsReported_AndNotLeftForTheFinalizerToFind()
    {
        var unobserved = 0;
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved += e.Exception.Flatten().InnerExceptions.Count(inner => inner is OddException);
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            var resolver = new PollingResolver(
                async _ =>
                {
                    await Task.Yield();
                    throw new OddException();
                },
                Period,
                _clock);
            using (resolver.Subscribe(_listener)) Assert.IsType<OddException>((await _listener.NextAsync()).Error);
            await TimedOutAsync();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.Equal(0, unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }
    }

    /// <summary>One that does not heed its token, and fails when nobody waits for it any longer.</summary>
    private async Task TimedOutAsync()
    {
        var late = new TaskCompletionSource<IReadOnlyList<EndpointDescription>>();
        var resolver = new PollingResolver(_ => new(late.Task), Period, _clock, timeout: TimeSpan.FromSeconds(5));
        using (resolver.Subscribe(_listener))
        {
            await AsleepAsync();
            _clock.Advance(TimeSpan.FromSeconds(5));
            Assert.IsType<TimeoutException>((await _listener.NextAsync()).Error);
            late.SetException(new OddException());
        }
    }

    private sealed class OddException : Exception;

    [Fact]
    public async Task AnEmptyList_IsPassedOn_AndAskedForAgainSoon()
    {
        using var subscription = Poll(_ => [], 0.5, 0.5);
        Assert.Empty((await _listener.NextAsync()).Endpoints!);
        await AsleepAsync();
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.NextDue);
    }

    private IDisposable Poll(Func<int, IReadOnlyList<EndpointDescription>> answer, params double[] jitter) =>
        new PollingResolver(_ => ValueTask.FromResult(answer(++_questions)), Period, _clock, new ScriptedRandom(jitter)).Subscribe(_listener);

    private Task AsleepAsync(int loops = 1) => _clock.WhenTimersAsync(loops).WaitAsync(TimeSpan.FromSeconds(30));
}
