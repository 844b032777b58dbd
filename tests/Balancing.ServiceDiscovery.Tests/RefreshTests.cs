using System.Diagnostics.CodeAnalysis;
using Balancing.ServiceDiscovery.Tests.Support;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery.Tests;

public sealed class RefreshTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Rig _rig = new();

    [Fact]
    public async Task AnAnnouncedChange_IsFollowedAtOnce()
    {
        using var change = new CancellationTokenSource();
        var provider = ScriptedProvider.Of(question => question == 1 ? new CancellationChangeToken(change.Token) : null);
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        Assert.Equal(["https://10.0.0.1:8080"], await _rig.AddressesAsync());
        await _rig.AsleepAsync();
        _rig.Clock.Advance(2 * Second);

        change.Cancel();

        Assert.Equal(["https://10.0.0.2:8080"], await _rig.AddressesAsync());
    }

    [Fact]
    public async Task AChangeDuringTheQuestion_IsAskedForOnceMore()
    {
        using var change = new CancellationTokenSource();
        var provider = new ScriptedProvider((question, endpoints, _) =>
        {
            endpoints.AddChangeToken(new CancellationChangeToken(question == 1 ? change.Token : CancellationToken.None));
            endpoints.Endpoints.Add(ScriptedProvider.Endpoint(question));
            change.Cancel();
            return Task.CompletedTask;
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        await _rig.AddressesAsync();
        await _rig.AsleepAsync(1);

        _rig.Clock.Advance(Second);

        Assert.Equal(["https://10.0.0.2:8080"], await _rig.AddressesAsync());
    }

    [Fact]
    public async Task Refresh_AsksAtOnce_AndOnceForAll()
    {
        var resolver = _rig.Resolver(ScriptedProvider.Of(_ => null));
        using var subscription = resolver.Subscribe(_rig.Listener);
        await _rig.AddressesAsync();
        await _rig.AsleepAsync(60);
        _rig.Clock.Advance(2 * Second);

        resolver.Refresh();

        Assert.Equal(["https://10.0.0.2:8080"], await _rig.AddressesAsync());
        for (var i = 0; i < 100; i++) resolver.Refresh();
        await _rig.AsleepAsync(1);
        _rig.Clock.Advance(Second);
        Assert.Equal(["https://10.0.0.3:8080"], await _rig.AddressesAsync());
        await _rig.AsleepAsync(60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ThePeriod_IsPolled_WhetherChangesAreAnnouncedOrNot(bool announces)
    {
        using var never = new CancellationTokenSource();
        var provider = ScriptedProvider.Of(_ => announces ? new CancellationChangeToken(never.Token) : null);
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        for (var question = 1; question <= 3; question++)
        {
            Assert.Equal([$"https://10.0.0.{question}:8080"], await _rig.AddressesAsync());
            await _rig.AsleepAsync(60);
            _rig.Clock.Advance(60 * Second);
        }
    }

    [Fact]
    public async Task ATokenThatHasAlwaysChanged_IsOneQuestionPerMinInterval()
    {
        using var changed = new CancellationTokenSource();
        changed.Cancel();
        var provider = ScriptedProvider.Of(_ => new CancellationChangeToken(changed.Token));
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        for (var question = 1; question <= 20; question++)
        {
            await _rig.AddressesAsync();
            await _rig.AsleepAsync(1);
            Assert.Equal(question, provider.Questions);
            _rig.Clock.Advance(Second);
        }
    }

    [Fact]
    public async Task Failures_AreReported_AndAskedAgainWithBackOff_UntilAnAnswerComes()
    {
        var down = new InvalidOperationException("down");
        var provider = new ScriptedProvider((question, endpoints, _) =>
        {
            if (question is > 1 and < 10) throw down;
            endpoints.Endpoints.Add(ScriptedProvider.Endpoint(question));
            return Task.CompletedTask;
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        foreach (var (failed, next) in new[] { (false, 60), (true, 1), (true, 2), (true, 4), (true, 8), (true, 16), (true, 32), (true, 60), (true, 60), (false, 60) })
        {
            Assert.Same(failed ? down : null, (await _rig.Listener.NextAsync()).Error);
            await _rig.AsleepAsync(next);
            _rig.Clock.Advance(next * Second);
        }
    }

    [Fact]
    public async Task AChangeAfterAFailure_DoesNotWaitForTheBackOff()
    {
        using var change = new CancellationTokenSource();
        var provider = new ScriptedProvider((question, endpoints, _) =>
        {
            if (question < 5)
            {
                endpoints.AddChangeToken(new CancellationChangeToken(question == 4 ? change.Token : CancellationToken.None));
                throw new InvalidOperationException("down");
            }

            endpoints.Endpoints.Add(ScriptedProvider.Endpoint(question));
            return Task.CompletedTask;
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        foreach (var next in new[] { 1, 2, 4 })
        {
            Assert.NotNull((await _rig.Listener.NextAsync()).Error);
            await _rig.AsleepAsync(next);
            _rig.Clock.Advance(next * Second);
        }

        Assert.NotNull((await _rig.Listener.NextAsync()).Error);
        await _rig.AsleepAsync(8);
        _rig.Clock.Advance(2 * Second);
        change.Cancel();

        Assert.Equal(["https://10.0.0.5:8080"], await _rig.AddressesAsync());
    }

    [Fact]
    public async Task NoEndpointAtAll_IsAFailure()
    {
        var provider = new ScriptedProvider((_, _, _) => Task.CompletedTask);
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);

        Assert.Contains("no endpoint of 'https+http://catalog'", (await _rig.Listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
        await _rig.AsleepAsync(1);
    }

    [Fact]
    public async Task AFactoryThatFails_IsTriedAgain_AndWhatOthersHaveMadeIsDisposedOf()
    {
        var first = ScriptedProvider.Of(_ => null);
        var second = new ThrowingOnce();
        using var subscription = _rig.Resolver(first, second).Subscribe(_rig.Listener);
        Assert.Equal("not yet", (await _rig.Listener.NextAsync()).Error!.Message);
        Assert.Equal((1, 1), (first.Made, first.Disposed));

        await _rig.AsleepAsync(1);
        _rig.Clock.Advance(Second);

        Assert.Single(await _rig.AddressesAsync());
        Assert.Equal((2, 1), (first.Made, first.Disposed));
    }

    [Fact]
    public async Task ATokenThatThrows_DoesNotEndTheLoop()
    {
        var provider = ScriptedProvider.Of(_ => new BrokenToken());
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);
        for (var question = 1; question <= 3; question++)
        {
            await _rig.AddressesAsync();
            await _rig.AsleepAsync(60);
            _rig.Clock.Advance(60 * Second);
        }
    }

    [Fact]
    public async Task Loop_DoesNotKeepTheExecutionContextOfWhoeverStartedIt()
    {
        var local = new AsyncLocal<string> { Value = "request 1" };
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = ScriptedProvider.Of(_ =>
        {
            seen.TrySetResult(local.Value);
            return null;
        });
        using var subscription = _rig.Resolver(provider).Subscribe(_rig.Listener);

        Assert.Null(await seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private sealed class BrokenToken : IChangeToken
    {
        public bool HasChanged => throw new NotSupportedException();

        public bool ActiveChangeCallbacks => true;

        public IDisposable RegisterChangeCallback(Action<object?> callback, object? state) => throw new NotSupportedException();
    }

    private sealed class ThrowingOnce : IServiceEndpointProviderFactory
    {
        private bool _thrown;

        public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
        {
            provider = null;
            if (_thrown) return false;
            _thrown = true;
            throw new InvalidOperationException("not yet");
        }
    }
}
