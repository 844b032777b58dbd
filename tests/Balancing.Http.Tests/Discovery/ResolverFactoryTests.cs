using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Balancing.Http.Tests.Discovery;

/// <summary>A resolver that is made with the application's services, for one client.</summary>
public class ResolverFactoryTests
{
    [Fact]
    public async Task TheFunction_IsCalledOnce_WithTheApplicationsServices_HoweverOftenTheOptionsAreMade()
    {
        var calls = 0;
        var configuration = Services.Configuration(("Catalog:Strategy", "Random"));
        await using var services = Services.Build(s => s
            .AddSingleton(new Registry("http://10.0.0.1"))
            .AddBalancedHttpClient("catalog", configuration.GetSection("Catalog"))
            .AddLoadBalancing(o => o.UseResolver(provider =>
            {
                calls++;
                return new StaticResolver(provider.GetRequiredService<Registry>().Address);
            })));
        var cluster = services.GetRequiredService<BalancedClusters>()["catalog"];
        services.Client("catalog");

        configuration.Edit(("Catalog:Strategy", "RoundRobin"));

        Assert.Equal(1, calls);
        Assert.Equal("http://10.0.0.1", $"{cluster.Endpoints.Single()}");
    }

    [Fact]
    public async Task WhatItReturns_IsDisposedOfOnceWithTheClient_AfterItsSubscription()
    {
        var resolver = new DisposableResolver();
        var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.UseResolver(_ => resolver)));
        var clusters = services.GetRequiredService<BalancedClusters>();
        _ = clusters["catalog"];

        await services.DisposeAsync();
        clusters.Dispose();

        Assert.Equal(["subscribed", "unsubscribed", "disposed"], resolver.Log);
    }

    [Fact]
    public async Task AResolverThatWasGivenAsItIs_IsNotDisposedOf()
    {
        var resolver = new DisposableResolver();
        var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.UseResolver(resolver)));
        _ = services.GetRequiredService<BalancedClusters>()["catalog"];

        await services.DisposeAsync();

        Assert.Equal(["subscribed", "unsubscribed"], resolver.Log);
    }

    [Fact]
    public async Task IfTheClientCannotBeMade_TheResolverIsDisposedOf_AndTheNextTryGetsAnother()
    {
        var made = new List<DisposableResolver>();
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.UseResolver(_ =>
        {
            made.Add(new DisposableResolver { Fails = made.Count == 0 });
            return made[^1];
        })));
        var clusters = services.GetRequiredService<BalancedClusters>();

        Assert.Throws<TimeoutException>(() => clusters["catalog"]);

        Assert.Equal(["disposed"], made[0].Log);
        Assert.NotEmpty(clusters["catalog"].Endpoints);
        Assert.Equal(["subscribed"], made[1].Log);
    }

    [Fact]
    public async Task NoResolver_IsAnErrorThatSaysSo()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.UseResolver(_ => null!)));

        var error = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<BalancedClusters>()["catalog"]);

        Assert.Equal("The function given to UseResolver returned null.", error.Message);
    }

    [Fact]
    public async Task OfTwoResolvers_TheLastOneGivenCounts()
    {
        await using var services = Services.Build(s =>
        {
            s.AddBalancedHttpClient("a", o => o.UseResolver(new StaticResolver("http://given")).UseResolver(_ => new StaticResolver("http://made")));
            s.AddBalancedHttpClient("b", o => o.UseResolver(_ => new StaticResolver("http://made")).UseResolver(new StaticResolver("http://given")));
        });
        var clusters = services.GetRequiredService<BalancedClusters>();

        Assert.Equal("http://made", $"{clusters["a"].Endpoints.Single()}");
        Assert.Equal("http://given", $"{clusters["b"].Endpoints.Single()}");
    }

    [Fact]
    public async Task EndpointsBesideIt_AreAnError()
    {
        await using var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1").UseResolver(_ => new PushResolver())));

        var error = Assert.Throws<OptionsValidationException>(() => services.Client("catalog"));

        Assert.Contains("either, not both", error.Message, StringComparison.Ordinal);
    }

    private sealed record Registry(string Address);

    private sealed class DisposableResolver : IEndpointResolver, IDisposable
    {
        public List<string> Log { get; } = [];

        public bool Fails { get; init; }

        public IDisposable Subscribe(IEndpointListener listener)
        {
            if (Fails) throw new TimeoutException("not yet");
            Log.Add("subscribed");
            listener.OnResolved([new EndpointDescription("http://10.0.0.1")]);
            return new Subscription(this);
        }

        public void Dispose() => Log.Add("disposed");

        private sealed class Subscription(DisposableResolver owner) : IDisposable
        {
            private bool _ended;

            public void Dispose()
            {
                if (!_ended) owner.Log.Add("unsubscribed");
                _ended = true;
            }
        }
    }
}
