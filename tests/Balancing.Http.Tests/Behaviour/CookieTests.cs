using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Behaviour;

public class CookieTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CookieOfOneEndpoint_IsSentToTheOthers(bool synchronously)
    {
        await using var first = await TestServer.StartAsync(context =>
        {
            context.Response.Cookies.Append("session", "42");
            context.Response.Headers.Append("Set-Cookie", "=malformed; domain=elsewhere.example");
            return Task.CompletedTask;
        });
        await using var second = await TestServer.StartAsync(context => context.Response.WriteAsync(context.Request.Cookies["session"] ?? "none"));

        // Two addresses of loopback: by the endpoint's address, the second would know nothing.
        var byName = second.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var cookies = new CookieContainer();
        using var client = new HttpClient(BalancingHandlerChain.Create(
            TestClusters.Of(InOrder(), first.Address, byName), new SocketsHttpHandler { CookieContainer = cookies }));

        await SendAsync();
        var body = await SendAsync();

        Assert.Equal("42", body);
        Assert.Equal("session=42", cookies.GetCookieHeader(new Uri("http://catalog/")));
        Assert.Empty(cookies.GetCookieHeader(first.Uri));

        async Task<string> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
            using var response = synchronously ? client.Send(request) : await client.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Cookies_AreNotKeptWhenThePrimaryHandlerDoesNot()
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.Cookies.Append("session", "42");
            return context.Response.WriteAsync(context.Request.Cookies["session"] ?? "none");
        });
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(server.Address), new SocketsHttpHandler { UseCookies = false }));

        await client.GetStringAsync("http://catalog/");

        Assert.Equal("none", await client.GetStringAsync("http://catalog/"));
    }

    private static ILoadBalancer InOrder()
    {
        var next = -1;
        return LoadBalancer.FromPick((EndpointSet endpoints, in PickContext _) => endpoints[Interlocked.Increment(ref next) % endpoints.Count]);
    }
}
