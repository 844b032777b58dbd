using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Balancing.Http.Tests.Behaviour;

public class ProtocolTests
{
    [Fact]
    public async Task Http2WithoutTls_MultiplexesAndIsBalanced()
    {
        await using var a = await TestServer.StartAsync(Echo, listen => listen.Protocols = HttpProtocols.Http2);
        await using var b = await TestServer.StartAsync(Echo, listen => listen.Protocols = HttpProtocols.Http2);
        var cluster = TestClusters.Of(a.Address, b.Address);
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster))
        {
            BaseAddress = new Uri("http://catalog/"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var bodies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => client.GetStringAsync($"/{i}")));

        Assert.All(bodies, body => Assert.StartsWith("HTTP/2 http ", body, StringComparison.Ordinal));
        Assert.Equal([20, 20], new[] { a.Requests, b.Requests });
        Assert.Equal(0, cluster.InFlight());
    }

    [Fact]
    public async Task Http2_RequestStreamsItsBodyAndResponseItsTrailers()
    {
        await using var server = await TestServer.StartAsync(
            async context =>
            {
                context.Response.DeclareTrailer("sum");
                using var reader = new StreamReader(context.Request.Body);
                var body = await reader.ReadToEndAsync();
                await context.Response.WriteAsync(body);
                context.Response.AppendTrailer("sum", $"{body.Length}");
            },
            listen => listen.Protocols = HttpProtocols.Http2);
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(server.Address)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://catalog/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new MemoryStream(new byte[5000])),
        };

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(5000, (await response.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal("5000", response.TrailingHeaders.GetValues("sum").Single());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http2, "HTTP/2")]
    public async Task Tls_ToAnAddressUsesTheLogicalNameForServerNameCertificateAndHost(HttpProtocols protocols, string expected)
    {
        using var authority = new TestCertificates("shop.example");
        string? serverName = null;
        await using var server = await TestServer.StartAsync(Echo, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(https => https.ServerCertificateSelector = (_, name) =>
            {
                serverName = name;
                return authority.Leaf;
            });
        });
        var endpoint = new EndpointDescription($"https://127.0.0.1:{server.Uri.Port}") { HostName = "shop.example" };
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(endpoint), authority.TrustingHandler()))
        {
            DefaultRequestVersion = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var body = await client.GetStringAsync("http://catalog/");

        Assert.Equal($"{expected} https shop.example", body);
        Assert.Equal("shop.example", serverName);
    }

    [Fact]
    public async Task Tls_RefusesACertificateThatIsNotForTheLogicalName()
    {
        using var authority = new TestCertificates("other.example");
        await using var server = await TestServer.StartAsync(Echo, listen => listen.UseHttps(authority.Leaf));
        var endpoint = new EndpointDescription($"https://127.0.0.1:{server.Uri.Port}") { HostName = "shop.example" };
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(endpoint), authority.TrustingHandler()));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("http://catalog/"));

        Assert.Equal(HttpRequestError.SecureConnectionError, error.HttpRequestError);
    }

    private static Task Echo(HttpContext context) => context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme} {context.Request.Host}");
}
