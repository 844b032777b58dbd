using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Resilience;

/// <summary>Outermost first, whatever the order of the calls.</summary>
public class HandlerOrderTests
{
    [Fact]
    public void Everything_StandsInItsPlace() => Assert.Equal(
        "Outer RedirectHandler CookieHandler RetryHandler HedgingHandler BalancingHandler AttemptTimeoutHandler ResponseBufferHandler Inner SocketsHttpHandler",
        Chain(new ResilienceOptions { Hedging = { Enabled = true }, Retry = { BufferedResponseSize = 1 } }));

    [Fact]
    public void Defaults_AreRetriesAndAttemptTimeout() => Assert.Equal(
        "Outer RedirectHandler CookieHandler RetryHandler BalancingHandler AttemptTimeoutHandler Inner SocketsHttpHandler", Chain(new ResilienceOptions()));

    [Fact]
    public void None_LeavesNoneOfThem() => Assert.Equal("Outer RedirectHandler CookieHandler BalancingHandler Inner SocketsHttpHandler", Chain(ResilienceOptions.None()));

    private static string Chain(ResilienceOptions options)
    {
        using var services = Services.Build(s => s
            .AddHttpClient("catalog")
            .UseSocketsHttpHandler((_, _) => { })
            .AddAttemptHandler(_ => new Inner())
            .AddLoadBalancing(o => o.AddEndpoint("http://10.0.0.1").Resilience = options)
            .AddHttpMessageHandler(() => new Outer()));
        var names = new List<string>();
        for (var handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("catalog"); handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            // What the factory itself adds is none of ours.
            if (handler.GetType() is { Namespace: not "Microsoft.Extensions.Http" and not "Microsoft.Extensions.Http.Logging" } type) names.Add(type.Name);
        }

        return string.Join(' ', names);
    }

    private sealed class Outer : DelegatingHandler;

    private sealed class Inner : DelegatingHandler;
}
