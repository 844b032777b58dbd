using System.Net;
using System.Net.Http.Headers;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Behaviour;

/// <summary>Redirects go by the logical name, over real servers.</summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private TestServer[] _servers = [];
    private TestServer _foreign = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _foreign = await TestServer.StartAsync(context => context.Response.WriteAsync($"foreign {context.Request.Headers.Authorization}"));
        _servers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => TestServer.StartAsync(Answer)));
        var cluster = TestClusters.Of([.. _servers.Select(s => s.Address + "/base")]);
        _client = new HttpClient(BalancingHandlerChain.Create(cluster)) { BaseAddress = new Uri("http://catalog/") };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _foreign.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("absolute-path")]
    [InlineData("own-address")]
    [InlineData("logical")]
    public async Task Redirect_ToTheServiceItself_IsBalancedAnew(string how)
    {
        using var response = await _client.GetAsync($"/{how}");

        Assert.Equal("landed", await response.Content.ReadAsStringAsync());
        Assert.Equal([1, 1], _servers.Select(server => server.Requests));
        Assert.Equal("http://catalog/land?x=%2F", response.RequestMessage!.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public async Task SynchronousSend_FollowsToo()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/own-address");
        using var response = _client.Send(request);

        Assert.Equal("landed", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Redirect_ToAnotherHost_LeavesTheBalancedNameAndTheCredentialsBehind()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/foreign") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "secret") } };
        using var response = await _client.SendAsync(request);

        Assert.Equal("foreign ", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, _foreign.Requests);
    }

    [Theory]
    [InlineData(301, "POST", "GET")]
    [InlineData(302, "POST", "GET")]
    [InlineData(303, "PUT", "GET")]
    [InlineData(303, "HEAD", "HEAD")]
    [InlineData(307, "POST", "POST")]
    [InlineData(308, "PUT", "PUT")]
    [InlineData(302, "PUT", "PUT")]
    public async Task Method_ChangesAsSocketsHttpHandlerChangesIt(int status, string method, string expected)
    {
        var balanced = await FollowAsync(_client, "http://catalog");
        using var plainClient = new HttpClient();
        var plain = await FollowAsync(plainClient, _servers[0].Address + "/base");

        Assert.Equal(expected, balanced);
        Assert.Equal(plain, balanced);

        async Task<string?> FollowAsync(HttpClient client, string address)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{address}/status/{status}");
            if (method is "POST" or "PUT") request.Content = new StringContent("body");
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return response.Headers.GetValues("Method").Single();
        }
    }

    [Fact]
    public async Task EndlessRedirect_StopsWhereSocketsHttpHandlerStops()
    {
        using var response = await _client.GetAsync("/loop");

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(51, _servers.Sum(server => server.Requests));
    }

    [Fact]
    public async Task LocationOfACreatedResource_IsTheLogicalOne()
    {
        using var response = await _client.GetAsync("/created");

        Assert.Equal("http://catalog/things/7", response.Headers.Location!.AbsoluteUri);
    }

    [Fact]
    public async Task Redirects_AreNotFollowedWhenThePrimaryHandlerDoesNot()
    {
        var cluster = TestClusters.Of(_servers[0].Address + "/base");
        using var client = new HttpClient(BalancingHandlerChain.Create(cluster, new SocketsHttpHandler { AllowAutoRedirect = false }));
        using var response = await client.GetAsync("http://catalog/own-address");

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("http://catalog/land?x=%2F", response.Headers.Location!.AbsoluteUri);
    }

    private Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/base/status/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = int.Parse(path["/base/status/".Length..]);
            context.Response.Headers.Location = "/base/land?x=%2F";
            return Task.CompletedTask;
        }

        var location = path switch
        {
            "/base/relative" => "land?x=%2F",
            "/base/absolute-path" => "/base/land?x=%2F",
            "/base/own-address" => $"http://{context.Request.Host}/base/land?x=%2F",
            "/base/logical" => "http://catalog/land?x=%2F",
            "/base/foreign" => _foreign.Address + "/x",
            "/base/loop" => "/base/loop",
            "/base/created" => $"http://{context.Request.Host}/base/things/7",
            _ => null,
        };
        if (location is null)
        {
            context.Response.Headers["Method"] = context.Request.Method;
            return context.Response.WriteAsync("landed");
        }

        context.Response.StatusCode = path == "/base/created" ? 201 : 302;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
