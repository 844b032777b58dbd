using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Issues;

/// <summary>A hedge that could not be sent, because a concurrency limit was reached, made the request fail although its first attempt was still on its way.</summary>
public class HedgeWithoutEndpointTests
{
    [Fact]
    public async Task HedgeThatGetsNoEndpoint_LeavesTheFirstAttemptAlone()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        await using var services = Services.Build(s => s
            .AddBalancedHttpClient("catalog", o =>
            {
                o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
                o.ConcurrencyLimits.MaxInFlight = 1;
                o.Resilience.Retry.MaxRetries = 0;
                o.Resilience.Hedging = new HedgingOptions { Enabled = true, Delay = TimeSpan.Zero, Budget = { MinPerSecond = 1 } };
            })
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler((_, cancellation) => answer.Task.WaitAsync(cancellation))));

        var request = services.Client("catalog").GetStringAsync("http://catalog/");
        answer.SetResult(new HttpResponseMessage { Content = new StringContent("first") });

        Assert.Equal("first", await request);
    }
}
