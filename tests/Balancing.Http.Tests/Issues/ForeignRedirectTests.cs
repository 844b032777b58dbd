using System.Net;
using Balancing.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Balancing.Http.Tests.Issues;

/// <summary>A request that a redirect leads away took the service's cookies with it, and came back balanced when it was sent again.</summary>
public class ForeignRedirectTests
{
    [Fact]
    public async Task Cookies_StayWithTheService()
    {
        await using var foreign = await TestServer.StartAsync(context => context.Response.WriteAsync($"[{context.Request.Headers.Cookie}]"));
        await using var own = await TestServer.StartAsync(context =>
        {
            context.Response.Redirect(foreign.Address + "/x");
            return Task.CompletedTask;
        });
        var cookies = new CookieContainer();
        cookies.Add(new Uri("http://catalog/"), new Cookie("session", "secret"));
        using var client = new HttpClient(BalancingHandlerChain.Create(TestClusters.Of(own.Address), new SocketsHttpHandler { CookieContainer = cookies }));

        Assert.Equal("[]", await client.GetStringAsync("http://catalog/"));
    }

    [Fact]
    public async Task RequestThatHasLeft_IsNotBalancedWhenItIsSentAgain()
    {
        var stub = new StubHandler(request =>
        {
            var next = request.RequestUri!.Host switch { "10.0.0.1" => "http://elsewhere.example/x", _ when request.RequestUri.AbsolutePath == "/x" => "/y", _ => null };
            var response = new HttpResponseMessage(next is null ? HttpStatusCode.OK : HttpStatusCode.Found);
            if (next is not null) response.Headers.TryAddWithoutValidation("Location", next);
            return response;
        });
        using var invoker = new HttpMessageInvoker(new RedirectHandler(10) { InnerHandler = new BalancingHandler(TestClusters.Of("http://10.0.0.1"), stub) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/go");

        (await invoker.SendAsync(request, default)).Dispose();
        (await invoker.SendAsync(request, default)).Dispose();

        Assert.Equal(["10.0.0.1", "elsewhere.example", "elsewhere.example", "elsewhere.example"], stub.Uris.Select(uri => uri.Host));
    }

    [Fact]
    public async Task RedirectToTlsOfANamedEndpoint_DoesNotGoRoundInCircles()
    {
        var stub = new StubHandler(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.Found);
            response.Headers.Location = new Uri("https://api.example.com/x");
            return response;
        });
        var cluster = TestClusters.Of(new EndpointDescription("http://10.0.0.1") { HostName = "api.example.com" });
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        using var response = await invoker.SendAsync(request, default);

        Assert.Equal("https://api.example.com/x", response.Headers.Location!.AbsoluteUri);
    }

    [Fact]
    public async Task RedirectToTlsOfTheLogicalName_IsNotBalanced()
    {
        var stub = new StubHandler(request =>
        {
            var response = new HttpResponseMessage(request.RequestUri!.Scheme == "https" ? HttpStatusCode.OK : HttpStatusCode.Found);
            response.Headers.Location = new Uri("https://api.example.com/x");
            return response;
        });
        var cluster = TestClusters.Of(new EndpointDescription("http://10.0.0.1") { HostName = "api.example.com" });
        using var invoker = new HttpMessageInvoker(new RedirectHandler(10) { InnerHandler = new BalancingHandler(cluster, stub) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.example.com/x");
        using var response = await invoker.SendAsync(request, default);

        Assert.Equal(["http://10.0.0.1/x", "https://api.example.com/x"], stub.Uris.Select(uri => uri.AbsoluteUri));
    }

    [Fact]
    public async Task LocationBesideTheBasePath_IsTheEndpointsOwn()
    {
        var stub = new StubHandler(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.Found);
            response.Headers.TryAddWithoutValidation("Location", "/other");
            return response;
        });
        using var invoker = new HttpMessageInvoker(new BalancingHandler(TestClusters.Of("http://10.0.0.1/base"), stub));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        using var response = await invoker.SendAsync(request, default);

        Assert.Equal("http://10.0.0.1/other", response.Headers.Location!.AbsoluteUri);
    }
}
