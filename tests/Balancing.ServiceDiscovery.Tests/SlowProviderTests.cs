using Balancing.ServiceDiscovery.Tests.Support;

namespace Balancing.ServiceDiscovery.Tests;

/// <summary>Providers that take their time, whether they listen to the cancellation or not.</summary>
public sealed class SlowProviderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Rig _rig = new();

    [Fact]
    public async Task AnAnswerThatTakesTooLong_IsCancelled_AndAFailure()
    {
        var provider = new ScriptedProvider(async (question, endpoints, cancellationToken) =>
        {
            if (question == 1) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            endpoints.Endpoints.Add(ScriptedProvider.Endpoint(question));
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        await _rig.AsleepAsync(30);

        _rig.Clock.Advance(Limit);

        Assert.IsType<TimeoutException>((await _rig.Listener.NextAsync()).Error);
        await _rig.AsleepAsync(1);
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["https://10.0.0.2:8080"], await _rig.AddressesAsync());
    }

    [Fact]
    public async Task AProviderThatDoesNotListen_HoldsUpNobody_AndIsNotAskedTwiceAtATime()
    {
        var answer = new TaskCompletionSource();
        var provider = new ScriptedProvider(async (question, endpoints, _) =>
        {
            if (question == 1) await answer.Task;
            endpoints.Endpoints.Add(ScriptedProvider.Endpoint(question));
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        foreach (var next in new[] { 1, 2, 4 })
        {
            await _rig.AsleepAsync(30);
            _rig.Clock.Advance(Limit);
            Assert.IsType<TimeoutException>((await _rig.Listener.NextAsync()).Error);
            await _rig.AsleepAsync(next);
            _rig.Clock.Advance(TimeSpan.FromSeconds(next));
        }

        Assert.Equal(1, provider.Questions);
        await _rig.AsleepAsync(30);
        answer.SetResult();

        // What came too late is not taken: it is asked for once more.
        Assert.Equal(["https://10.0.0.2:8080"], await _rig.AddressesAsync());
    }

    [Fact]
    public async Task Dispose_CancelsTheQuestion_ReportsNothing_AndDisposesOfTheProviderAfterIt()
    {
        var asked = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource();
        var provider = new ScriptedProvider(async (question, endpoints, cancellationToken) =>
        {
            asked.SetResult(cancellationToken);
            await answer.Task;
            endpoints.Endpoints.Add(ScriptedProvider.Endpoint(question));
        });
        var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        var token = await asked.Task.WaitAsync(Limit);

        subscription.Dispose();
        Assert.True(token.IsCancellationRequested);
        answer.SetResult();

        await provider.Gone;
        await _rig.Clock.WhenIdleAsync().WaitAsync(Limit);
        Assert.Equal((1, 1, 0), (provider.Made, provider.Disposed, provider.DisposedWhileAsked));
        Assert.Equal(0, _rig.Listener.Unread);
    }

    [Fact]
    public async Task Dispose_GivesAProviderThatDoesNotListenItsTime_AndNoMore()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = new ScriptedProvider((_, _, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task;
        });
        var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        await asked.Task.WaitAsync(Limit);

        subscription.Dispose();
        var gone = provider.Gone;
        while (!gone.IsCompleted)
        {
            _rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await gone;
        await _rig.Clock.WhenIdleAsync().WaitAsync(Limit);
        Assert.Equal(1, provider.DisposedWhileAsked);
    }
}
