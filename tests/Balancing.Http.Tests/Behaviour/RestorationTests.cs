using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Behaviour;

/// <summary>The caller's request comes back as it was, on every path.</summary>
public class RestorationTests
{
    private static readonly EndpointDescription Named = new("http://10.0.0.1:8080/base") { HostName = "shop.example" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Host_IsTheEndpointsNameBelowAndTheCallersAfterwards(bool synchronously)
    {
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of(Named), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x#fragment");
        var uri = request.RequestUri;

        using var response = synchronously ? invoker.Send(request, default) : await invoker.SendAsync(request, default);

        Assert.Equal("shop.example", stub.Hosts.Single());
        Assert.Null(request.Headers.Host);
        Assert.Same(uri, request.RequestUri);
    }

    [Fact]
    public async Task Host_ThatTheCallerChose_IsSentAndStays()
    {
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of(Named), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        request.Headers.Host = "mine.example";

        (await invoker.SendAsync(request, default)).Dispose();

        Assert.Equal("mine.example", stub.Hosts.Single());
        Assert.Equal("mine.example", request.Headers.Host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_IsRestoredWhenTheTransportFails(bool synchronously)
    {
        var cluster = TestClusters.Of(Named);
        var stub = new StubHandler(_ => throw new HttpRequestException("refused"));
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        var uri = request.RequestUri;

        if (synchronously) Assert.Throws<HttpRequestException>(() => invoker.Send(request, default));
        else await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, default));

        Assert.Same(uri, request.RequestUri);
        Assert.Null(request.Headers.Host);
        Assert.Equal(0, cluster.InFlight());
    }

    [Fact]
    public async Task Request_IsRestoredWhenTheCallerCancels()
    {
        var cluster = TestClusters.Of(Named);
        using var cancel = new CancellationTokenSource();
        var stub = new StubHandler(async (_, token) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new HttpResponseMessage();
        });
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        var uri = request.RequestUri;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoker.SendAsync(request, cancel.Token));

        Assert.Same(uri, request.RequestUri);
        Assert.Equal(0, cluster.InFlight());
    }

    [Fact]
    public async Task Retry_OutsideTheHandler_SeesTheLogicalNameAndLandsOnAnotherEndpoint()
    {
        var stub = new StubHandler(_ => throw new HttpRequestException("refused"));
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1", "http://10.0.0.2"), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");

        for (var attempt = 0; attempt < 2; attempt++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, default));
            Assert.Equal("http://catalog/x", request.RequestUri!.OriginalString);
        }

        Assert.Equal(2, stub.Uris.Select(uri => uri.Host).Distinct().Count());
    }
}
