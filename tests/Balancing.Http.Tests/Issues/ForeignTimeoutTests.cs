using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Timeout;

namespace Balancing.Http.Tests.Issues;

/// <summary>
/// The timeout of a user's own attempt handler was taken for one of SocketsHttpHandler.ConnectTimeout, so that a POST which a server had received was sent to another; that of
/// an attempt pipeline was not repeated at all, or told with the time of <see cref="ResilienceOptions.AttemptTimeout"/>.
/// </summary>
public class ForeignTimeoutTests
{
    [Theory]
    [InlineData("POST", 1)]
    [InlineData("GET", 2)]
    public async Task TimeoutOfAnAttemptHandler_MayMeanThatTheRequestWasCarriedOut(string method, int attempts)
    {
        var stub = new StubHandler();
        await using var services = Build(stub, _ => { }, client => client.AddAttemptHandler(_ => new TimeoutHandler()));
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://catalog/") { Content = new StringContent("body") };

        await Assert.ThrowsAsync<TaskCanceledException>(() => services.Client("catalog").SendAsync(request));

        Assert.Equal(attempts, stub.Uris.Count);
    }

    [Fact]
    public async Task ConnectTimeout_StillMeansThatNothingWasSent()
    {
        var connections = new System.Collections.Concurrent.ConcurrentBag<string>();
        var primary = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(20),
            ConnectCallback = async (context, cancellation) =>
            {
                connections.Add(context.DnsEndPoint.Host);
                await new TaskCompletionSource().Task.WaitAsync(cancellation);
                return Stream.Null;
            },
        };
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of("http://10.0.0.1", "http://10.0.0.2"), primary, resilience: new ResilienceOptions()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://catalog/") { Content = new StringContent("body") };

        await Assert.ThrowsAsync<TaskCanceledException>(() => client.SendAsync(request));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], connections.Order());
    }

    [Fact]
    public async Task TimeoutOfAnAttemptPipeline_IsRepeatedElsewhere()
    {
        var time = new FakeTimeProvider();
        var stub = Hanging();
        await using var services = Build(stub, o => o.Resilience.AttemptTimeout = null, client => client.AddAttemptResiliencePipeline((p, _) => p.AddTimeout(TimeSpan.FromSeconds(1))), time);

        var request = services.Client("catalog").GetStringAsync("http://catalog/");
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("ok", await request);
    }

    [Fact]
    public async Task TimeoutOfAnAttemptPipeline_IsToldWithItsOwnTime()
    {
        var time = new FakeTimeProvider();
        await using var services = Build(Hanging(), _ => { }, client => client.AddAttemptResiliencePipeline((p, _) => p.AddTimeout(TimeSpan.FromSeconds(1))), time);

        var request = services.Client("catalog").PostAsync("http://catalog/", null);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), (await Assert.ThrowsAsync<TimeoutRejectedException>(() => request)).Timeout);
    }

    private static StubHandler Hanging()
    {
        var requests = 0;
        return new StubHandler(async (_, cancellation) =>
        {
            if (Interlocked.Increment(ref requests) == 1) await new TaskCompletionSource().Task.WaitAsync(cancellation);
            return new HttpResponseMessage { Content = new StringContent("ok") };
        });
    }

    private static ServiceProvider Build(StubHandler stub, Action<BalancedHttpClientOptions> configure, Action<IHttpClientBuilder> add, TimeProvider? time = null) => Services.Build(s =>
    {
        s.AddSingleton(time ?? TimeProvider.System);
        add(s.AddBalancedHttpClient("catalog", o =>
        {
            o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2");
            configure(o);
        }).ConfigurePrimaryHttpMessageHandler(() => stub));
    });

    private sealed class TimeoutHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var response = await base.SendAsync(request, cancellationToken);
            throw new TaskCanceledException("It took too long.", new TimeoutException());
        }
    }
}
