using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>An inner handler that broke its contract and returned no response left a request in flight for ever.</summary>
public class MissingResponseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MissingResponse_IsCountedOutAndReported(bool synchronously)
    {
        var cluster = TestClusters.Of("http://10.0.0.1");
        using var invoker = new HttpMessageInvoker(new BalancingHandler(cluster, new StubHandler(_ => null!)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => _ = synchronously ? invoker.Send(request, default) : await invoker.SendAsync(request, default));

        Assert.Equal(0, cluster.InFlight());
    }
}
