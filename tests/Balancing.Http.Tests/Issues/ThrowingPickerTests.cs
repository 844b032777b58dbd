using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Issues;

/// <summary>A picker that threw when a request had ended took the response away from the caller.</summary>
public class ThrowingPickerTests
{
    [Theory]
    [InlineData(RequestCompletion.ResponseBody)]
    [InlineData(RequestCompletion.ResponseHeaders)]
    public async Task Caller_GetsTheResponseAndTheObserverTheError(RequestCompletion completeOn)
    {
        var observer = new RecordingObserver();
        var cluster = new Cluster("catalog", new Balancing.Resolution.StaticResolver("http://10.0.0.1"), new Throwing(), new ClusterOptions { Observer = observer });
        using var client = new HttpClient(new BalancingHandler(cluster, new StubHandler(), completeOn)) { BaseAddress = new Uri("http://catalog/") };

        Assert.Equal("ok", await client.GetStringAsync("/"));
        Assert.Equal(0, cluster.InFlight());
        Assert.Equal("the algorithm's own trouble", Assert.Single(observer.Errors).Message);
    }

    [Fact]
    public async Task Caller_GetsTheTransportsErrorAndNotThePickers()
    {
        var cluster = TestClusters.Of(new Throwing(), "http://10.0.0.1");
        using var client = new HttpClient(new BalancingHandler(cluster, new StubHandler(_ => throw new HttpRequestException("refused")))) { BaseAddress = new Uri("http://catalog/") };

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/"));

        Assert.Equal("refused", error.Message);
    }

    private sealed class Throwing : ILoadBalancer
    {
        public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints[0]);

        private sealed class Picker(Endpoint endpoint) : IEndpointPicker
        {
            public Endpoint Pick(in PickContext context) => endpoint;

            public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => throw new InvalidOperationException("the algorithm's own trouble");
        }
    }
}
