using Balancing.Http.Tests.Support;
using Balancing.Resolution;

namespace Balancing.Http.Tests.Issues;

/// <summary>A request that waited for the first list lost its affinity key, and IP hash sent it to a random endpoint.</summary>
public class AffinityBeforeTheFirstListTests
{
    [Fact]
    public async Task RequestThatWaited_KeepsItsKey()
    {
        var resolver = new PushResolver();
        var recorder = new RecordingLoadBalancer();
        using var invoker = new HttpMessageInvoker(new BalancingHandler(new Cluster("catalog", resolver, recorder), new StubHandler()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog/");
        request.SetAffinityKey("somebody");
        var waiting = invoker.SendAsync(request, default);

        resolver.Update("http://10.0.0.1");
        using var response = await waiting;

        Assert.Equal(AffinityKey.From("somebody"), Assert.Single(recorder.Keys));
    }
}
