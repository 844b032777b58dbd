using System.Net;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>A status that is sent again, but is no failure of the endpoint, was asked for at the same endpoint again: at once, or after a pause.</summary>
public class RetriedSuccessTests
{
    [Fact]
    public async Task StatusThatIsNoFailureOfTheEndpoint_IsRepeatedElsewhere()
    {
        var stub = new StubHandler(request => new HttpResponseMessage(request.RequestUri!.Host == "10.0.0.1" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
        var cluster = TestClusters.Of(LoadBalancer.FromPick((endpoints, in context) => endpoints[context.Excludes(endpoints[0]) ? 1 : 0]), "http://10.0.0.1", "http://10.0.0.2");
        using var invoker = new HttpMessageInvoker(Chains.Resilient(cluster, stub, classifier: new OutcomeClassifier([500])));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");

        using var response = await invoker.SendAsync(request, default);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], stub.Uris.Select(uri => uri.Host));
    }
}
