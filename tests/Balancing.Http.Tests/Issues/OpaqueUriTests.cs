using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>A URI whose path does not begin with a slash (urn:@evil.example) was appended to the endpoint's address and became another host.</summary>
public class OpaqueUriTests
{
    [Theory]
    [InlineData("urn:@evil.example/x")]
    [InlineData("urn:.evil.example/x")]
    [InlineData("data:1@evil.example/x")]
    public async Task UriWithoutAHierarchy_IsRefusedAndNobodyIsBlamed(string uri)
    {
        var recorder = new RecordingLoadBalancer();
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of(recorder, "http://10.0.0.1:8080"), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);

        await Assert.ThrowsAsync<InvalidOperationException>(() => invoker.SendAsync(request, default));

        Assert.Empty(stub.Uris);
        Assert.Empty(recorder.Outcomes);
    }

    [Theory]
    [InlineData("ws://catalog/x", "http://10.0.0.1:8080/x")]
    [InlineData("https+http://catalog", "http://10.0.0.1:8080/")]
    [InlineData("http://catalog?q=@evil.example/", "http://10.0.0.1:8080/?q=@evil.example/")]
    public async Task EverySchemeWithAHost_StaysWelcome(string uri, string expected)
    {
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1:8080"), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);

        using var response = await invoker.SendAsync(request, default);

        Assert.Equal(expected, Assert.Single(stub.Uris).AbsoluteUri);
    }

    [Theory]
    [InlineData("http://catalog?@evil.example/")]
    [InlineData("http://catalog#@evil.example/")]
    [InlineData("http://catalog")]
    public async Task UncanonicalUri_StaysWithTheEndpoint(string uri)
    {
        var stub = new StubHandler();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1:8080"), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(uri, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        using var response = await invoker.SendAsync(request, default);

        Assert.Equal("10.0.0.1:8080", Assert.Single(stub.Uris).Authority);
    }
}
