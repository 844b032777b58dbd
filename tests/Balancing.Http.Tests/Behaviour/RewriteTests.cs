using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Behaviour;

public class RewriteTests
{
    [Theory]
    [InlineData("http://10.0.0.1:8080", "http://catalog/products?id=1", "http://10.0.0.1:8080/products?id=1")]
    [InlineData("http://10.0.0.1:8080", "http://catalog", "http://10.0.0.1:8080/")]
    [InlineData("http://10.0.0.1:8080", "http://catalog?q", "http://10.0.0.1:8080/?q")]
    [InlineData("http://10.0.0.1:8080", "http://catalog//evil.example/x", "http://10.0.0.1:8080//evil.example/x")]
    [InlineData("http://10.0.0.1:8080", "http://catalog/\\evil.example", "http://10.0.0.1:8080//evil.example")]
    [InlineData("http://10.0.0.1:8080", "http://catalog/@evil.example/", "http://10.0.0.1:8080/@evil.example/")]
    [InlineData("http://10.0.0.1:8080", "http://catalog/a%2Fb%2f%2E%2E/c", "http://10.0.0.1:8080/a%2Fb%2f../c")]
    [InlineData("http://10.0.0.1:8080", "http://catalog/a%252Fb", "http://10.0.0.1:8080/a%252Fb")]
    [InlineData("http://10.0.0.1:8080", "http://catalog/h%C3%A9/ü?q=ü%20x", "http://10.0.0.1:8080/h%C3%A9/%C3%BC?q=%C3%BC%20x")]
    [InlineData("http://10.0.0.1:8080", "http://catalog/x?next=http://other/?a=b&c=%23", "http://10.0.0.1:8080/x?next=http://other/?a=b&c=%23")]
    [InlineData("http://10.0.0.1:8080/base", "http://catalog/x", "http://10.0.0.1:8080/base/x")]
    [InlineData("http://10.0.0.1:8080/base/", "http://catalog/x", "http://10.0.0.1:8080/base/x")]
    [InlineData("http://10.0.0.1:8080/base/v%2F2/", "http://catalog/", "http://10.0.0.1:8080/base/v%2F2/")]
    [InlineData("http://10.0.0.1:8080/base", "http://catalog//x", "http://10.0.0.1:8080/base//x")]
    [InlineData("https://10.0.0.1", "http://catalog/x", "https://10.0.0.1/x")]
    [InlineData("http://10.0.0.1:80", "https://catalog:99/x", "http://10.0.0.1/x")]
    [InlineData("http://[::1]:8080", "http://catalog/x", "http://[::1]:8080/x")]
    [InlineData("http://[FE80::1%251]:8080", "http://catalog/x", "http://[fe80::1%251]:8080/x")]
    [InlineData("http://BÜCHER.example:8080", "http://catalog/x", "http://xn--bcher-kva.example:8080/x")]
    [InlineData("http://user.example", "http://user:secret@catalog/x", "http://user.example/x")]
    public async Task Request_GoesToTheEndpointWithItsPathAndQueryAsTheyWere(string endpoint, string logical, string physical)
    {
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of(endpoint), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, logical);
        var before = request.RequestUri;

        (await invoker.SendAsync(request, default)).Dispose();

        // What goes over the wire: authority, path and query.
        var sent = stub.Uris.Single();
        var expected = new Uri(physical, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.Equal(expected.Scheme, sent.Scheme);
        Assert.Equal(expected.Authority, sent.Authority);
        Assert.Equal(expected.PathAndQuery, sent.PathAndQuery);
        Assert.Empty(sent.UserInfo);
        Assert.Same(before, request.RequestUri);
    }

    [Fact]
    public async Task PathThatTheCallerKeptFromBeingMadeCanonical_StaysSo()
    {
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1:8080"), stub));
        var raw = new Uri("http://catalog/a/../b/%2e%2e/c?x=%41", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, raw);

        (await invoker.SendAsync(request, default)).Dispose();

        Assert.Equal("/a/../b/%2e%2e/c?x=%41", stub.Uris.Single().PathAndQuery);
    }

    [Fact]
    public async Task BytesOnTheWire_AreThoseOfTheCallersPath()
    {
        string? target = null;
        await using var server = await TestServer.StartAsync(context =>
        {
            target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        });
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(server.Address + "/base")));

        (await client.GetAsync("http://catalog//evil.example/a%2Fb?q=%2F&r=ü")).EnsureSuccessStatusCode();

        Assert.Equal("/base//evil.example/a%2Fb?q=%2F&r=%C3%BC", target);
    }

    [Fact]
    public async Task RelativeUri_IsAClearError()
    {
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1:8080"), new StubHandler()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "products");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => invoker.SendAsync(request, default));

        Assert.Contains("'products' is not absolute", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingUri_IsAClearError()
    {
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1:8080"), new StubHandler()));
        using var request = new HttpRequestMessage();

        await Assert.ThrowsAsync<InvalidOperationException>(() => invoker.SendAsync(request, default));
    }
}
