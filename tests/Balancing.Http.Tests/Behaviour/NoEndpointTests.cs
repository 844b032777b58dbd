using Balancing.Http.Tests.Support;
using Balancing.Resolution;

namespace Balancing.Http.Tests.Behaviour;

public class NoEndpointTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NothingKnown_IsATypedErrorThatSaysWhy(bool synchronously)
    {
        var push = new PushResolver();
        var cluster = new Cluster("catalog", push, LoadBalancer.Random(), new ClusterOptions { FirstResolutionTimeout = TimeSpan.Zero });
        push.Fail(new IOException("registry down"));
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, new StubHandler()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");

        var error = synchronously
            ? Assert.Throws<NoEndpointHttpException>(() => invoker.Send(request, default))
            : await Assert.ThrowsAsync<NoEndpointHttpException>(() => invoker.SendAsync(request, default));

        Assert.Equal("catalog", error.ClientName);
        Assert.Equal(NoEndpointReason.NoneKnown, error.Reason);
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
        Assert.Equal("registry down", error.InnerException!.InnerException!.Message);
    }

    [Fact]
    public async Task FirstResolution_IsWaitedFor()
    {
        var push = new PushResolver();
        var time = new FakeTimeProvider();
        var cluster = new Cluster("catalog", push, LoadBalancer.Random(), new ClusterOptions { Health = HealthOptions.None(), TimeProvider = time });
        var stub = new StubHandler();
        using var client = new HttpClient(new BalancingHandler(cluster, stub)) { BaseAddress = new Uri("http://catalog/") };
        var pending = client.GetStringAsync("/");
        Assert.False(pending.IsCompleted);

        push.Update("http://10.0.0.1");

        Assert.Equal("ok", await pending);
        while (time.ActiveTimers > 0) await Task.Yield(); // the wait's timer is disposed just after the wait is over
    }

    [Fact]
    public async Task FirstResolution_IsWaitedForAtMostTheConfiguredTime()
    {
        var time = new FakeTimeProvider();
        var cluster = new Cluster("catalog", new PushResolver(), LoadBalancer.Random(), new ClusterOptions { Health = HealthOptions.None(), TimeProvider = time, FirstResolutionTimeout = TimeSpan.FromSeconds(3) });
        using var client = new HttpClient(new BalancingHandler(cluster, new StubHandler())) { BaseAddress = new Uri("http://catalog/") };
        var pending = client.GetStringAsync("/");

        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(pending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        await Assert.ThrowsAsync<NoEndpointHttpException>(() => pending);
    }

    [Fact]
    public async Task Waiting_EndsWithTheCallersCancellation()
    {
        var cluster = new Cluster("catalog", new PushResolver(), LoadBalancer.Random());
        using var client = new HttpClient(new BalancingHandler(cluster, new StubHandler())) { BaseAddress = new Uri("http://catalog/") };
        using var cancel = new CancellationTokenSource();
        var pending = client.GetStringAsync("/", cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }
}
