using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>Under a logical name of http, a redirect from an endpoint of https to http was followed: the body went on in clear text.</summary>
public class StepDownTests
{
    [Theory]
    [InlineData("http://catalog/x", "https://10.0.0.1", "http://elsewhere.example/y", 302)]
    [InlineData("http://catalog/x", "https://10.0.0.1", "http://10.0.0.1/y", 302)]
    [InlineData("https://catalog/x", "https://10.0.0.1", "http://elsewhere.example/y", 302)]
    [InlineData("http://catalog/x", "https://10.0.0.1", "https://elsewhere.example/y", 200)]
    [InlineData("http://catalog/x", "https://10.0.0.1", "http://catalog/y", 200)]
    [InlineData("http://catalog/x", "https://10.0.0.1", "https://10.0.0.1/y", 200)]
    [InlineData("http://catalog/x", "https://10.0.0.1", "/y", 200)]
    [InlineData("http://catalog/x", "http://10.0.0.1", "http://elsewhere.example/y", 200)]
    public async Task Redirect_NeverLeadsFromHttpsToHttp(string uri, string endpoint, string location, int expected)
    {
        var stub = new StubHandler(request =>
        {
            if (request.RequestUri!.AbsolutePath != "/x") return new HttpResponseMessage(HttpStatusCode.OK);
            var response = new HttpResponseMessage(HttpStatusCode.Redirect);
            response.Headers.TryAddWithoutValidation("Location", location);
            return response;
        });
        using var invoker = new HttpMessageInvoker(new RedirectHandler(10) { InnerHandler = new BalancingHandler(TestClusters.Of(endpoint), stub) });
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var response = await invoker.SendAsync(request, default);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task LocationWithoutAScheme_HasTheEndpointsAndNotThatOfTheLogicalName()
    {
        var stub = new StubHandler(request =>
        {
            if (request.RequestUri!.AbsolutePath != "/x") return new HttpResponseMessage(HttpStatusCode.OK);
            var response = new HttpResponseMessage(HttpStatusCode.Redirect);
            response.Headers.TryAddWithoutValidation("Location", "//elsewhere.example/y");
            return response;
        });
        using var invoker = new HttpMessageInvoker(new RedirectHandler(10) { InnerHandler = new BalancingHandler(TestClusters.Of("https://10.0.0.1"), stub) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/x");
        using var response = await invoker.SendAsync(request, default);

        Assert.Equal("https://elsewhere.example/y", stub.Uris[^1].AbsoluteUri);
    }
}
