using System.Runtime.CompilerServices;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Registration;

/// <summary>What a client remembers outlives its handlers, and handlers leave nothing behind.</summary>
public class RotationTests
{
    private const int Rotations = 20;

    [Fact]
    public async Task TwentyRotations_NeitherResetTheRotationNorLeaveTimersOrRegistrationsBehind()
    {
        var stub = new StubHandler();
        var time = new FakeTimeProvider();
        var changes = new CountingChangeSource("catalog");
        await using var services = Services.Build(s => s
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IOptionsChangeTokenSource<BalancedHttpClientOptions>>(changes)
            .AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = BalancingStrategies.RoundRobin;
                foreach (var i in Enumerable.Range(1, 4)) o.AddEndpoint($"http://10.0.0.{i}");
            })
            .ConfigurePrimaryHttpMessageHandler(() => stub));
        var handlers = new List<WeakReference>();

        // Three requests per handler: a rotation that began anew with each handler would leave one of four endpoints out for ever.
        for (var rotation = 0; rotation < Rotations; rotation++) handlers.Add(await SendThreeThenRotateAsync(services));

        var hits = stub.Uris.CountBy(uri => uri.Host).ToDictionary();
        Assert.Equal(4, hits.Count);
        Assert.All(hits.Values, count => Assert.Equal(3 * Rotations / 4, count));
        for (var i = 4; i < stub.Uris.Count; i++) Assert.Equal(stub.Uris[i - 4].Host, stub.Uris[i].Host);

        // The one timer is the cluster's: its next sweep.
        Assert.Equal(1, time.ActiveTimers);
        Assert.Equal(1, changes.Registrations);
        Assert.Equal(Rotations, handlers.Distinct().Count());
        await AssertCollectedAsync(services, handlers);
    }

    [Fact]
    public async Task Disposal_EndsTheRegistrations()
    {
        var changes = new CountingChangeSource("catalog");
        var services = Services.Build(s => s
            .AddSingleton<IOptionsChangeTokenSource<BalancedHttpClientOptions>>(changes)
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1")));
        services.Client("catalog");
        Assert.Equal(1, changes.Registrations);

        await services.DisposeAsync();

        Assert.Equal(0, changes.Registrations);
    }

    [Fact]
    public async Task RequestInFlight_SurvivesTheRotationOfItsHandler()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1"))
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler((_, _) => answer.Task)));
        var cluster = services.GetRequiredKeyedService<Cluster>("catalog");
        var pending = services.Client("catalog").GetStringAsync("/");

        Rotation.Expire(services);
        Assert.Equal(1, cluster.InFlight());
        answer.SetResult(new HttpResponseMessage { Content = new StringContent("late") });

        Assert.Equal("late", await pending);
        Assert.Equal(0, cluster.InFlight());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> SendThreeThenRotateAsync(ServiceProvider services)
    {
        for (var i = 0; i < 3; i++) await services.Client("catalog").GetStringAsync("/");
        var handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("catalog");
        Rotation.Expire(services);
        return new WeakReference(Find<BalancingHandler>(handler));
    }

    private static THandler Find<THandler>(HttpMessageHandler handler)
        where THandler : HttpMessageHandler
    {
        while (handler is not THandler) handler = ((DelegatingHandler)handler).InnerHandler!;
        return (THandler)handler;
    }

    private static async Task AssertCollectedAsync(IServiceProvider services, List<WeakReference> handlers)
    {
        for (var i = 0; i < 20 && handlers.Exists(handler => handler.IsAlive); i++)
        {
            Rotation.CleanUp(services);
            await Task.Yield();
        }

        // The last one may still stand in a register or a frame.
        Assert.InRange(handlers.Count(handler => handler.IsAlive), 0, 1);
    }
}
