using System.Collections.Concurrent;
using Balancing.ServiceDiscovery.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery.Tests;

/// <summary>Nothing is left behind: no registration, no timer, no provider.</summary>
public sealed class LeakTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Rig _rig = new();

    [Fact]
    public async Task AThousandRefreshes_LeaveOneRegistrationAndOneTimer_AndDisposalLeavesNone()
    {
        var registrations = new ConcurrentQueue<CountedToken>();
        using var never = new CancellationTokenSource();
        var change = new CancellationTokenSource();
        var provider = ScriptedProvider.Of(_ =>
        {
            change = new CancellationTokenSource();
            var token = new CountedToken(new CompositeChangeToken([new CancellationChangeToken(change.Token)]));
            registrations.Enqueue(token);
            return token;
        });
        var shared = new CountedToken(new CancellationChangeToken(never.Token));
        var second = new ScriptedProvider((_, endpoints, _) =>
        {
            endpoints.AddChangeToken(shared);
            return Task.CompletedTask;
        });
        var subscription = _rig.Resolver(provider, second).Subscribe(_rig.Listener);
        for (var refresh = 1; refresh <= 1000; refresh++)
        {
            await _rig.AddressesAsync();
            await _rig.AsleepAsync();
            _rig.Clock.Advance(refresh % 2 == 0 ? TimeSpan.FromSeconds(2) : TimeSpan.FromMinutes(1));
            if (refresh % 2 == 0) change.Cancel();
        }

        await _rig.AddressesAsync();
        await _rig.AsleepAsync();
        Assert.Equal(1001, provider.Questions);
        Assert.Equal(1, shared.Registrations);
        Assert.Equal(1, registrations.Sum(token => token.Registrations));
        Assert.Equal(1, _rig.Clock.ActiveTimers);

        subscription.Dispose();
        await Task.WhenAll(provider.Gone, second.Gone);
        await _rig.Clock.WhenIdleAsync().WaitAsync(Patience);
        Assert.Equal(0, shared.Registrations + registrations.Sum(token => token.Registrations));
        Assert.Equal((1, 1), (provider.Made, provider.Disposed));
    }

    [Fact]
    public async Task SubscribingAndDisposing_LeavesNothingBehind()
    {
        using var never = new CancellationTokenSource();
        var token = new CountedToken(new CancellationChangeToken(never.Token));
        var providers = new List<ScriptedProvider>();
        for (var cycle = 0; cycle < 20; cycle++)
        {
            var provider = ScriptedProvider.Of(_ => token);
            var listener = new RecordingListener();
            var subscription = _rig.Resolver(provider).Subscribe(listener);
            providers.Add(provider);

            // Half of them are disposed of before they have had an answer.
            if (cycle % 2 == 0) await listener.NextAsync();
            subscription.Dispose();
            subscription.Dispose();
        }

        Assert.True(SpinWait.SpinUntil(() => token.Registrations == 0 && _rig.Clock.ActiveTimers == 0 && providers.All(provider => provider.Made == provider.Disposed), Patience));
        Assert.True(providers.Count(provider => provider.Disposed == 1) >= 10);
    }

    [Fact]
    public async Task Configuration_KeepsNoRegistration()
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection([new("Services:catalog:http:0", "http://10.0.0.1:8080")]).Build();
        var configuration = new CountedConfiguration(root, new ConcurrentQueue<CountedToken>());
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddServiceDiscovery();
        await using var provider = services.BuildServiceProvider();
        var resolver = _rig.Resolver("http://catalog", null, [.. provider.GetServices<IServiceEndpointProviderFactory>()]);
        for (var cycle = 0; cycle < 20; cycle++)
        {
            var subscription = resolver.Subscribe(_rig.Listener);
            await _rig.AddressesAsync();
            await _rig.AsleepAsync();
            Assert.Equal(1, configuration.Registrations);
            for (var refresh = 0; refresh < 50; refresh++)
            {
                _rig.Clock.Advance(TimeSpan.FromSeconds(2));
                root.Reload();
                await _rig.AddressesAsync();
                await _rig.AsleepAsync();
            }

            Assert.Equal(1, configuration.Registrations);
            subscription.Dispose();
            await _rig.Clock.WhenIdleAsync().WaitAsync(Patience);
        }

        // The loop's last step, after its timer has gone.
        Assert.True(SpinWait.SpinUntil(() => configuration.Registrations == 0, Patience));
        Assert.Equal(20 * 51, configuration.Tokens.Count);
    }
}
