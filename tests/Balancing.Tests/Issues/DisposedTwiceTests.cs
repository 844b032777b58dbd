using Balancing.Resolution;

namespace Balancing.Tests.Issues;

/// <summary>Disposing a polling subscription a second time, as a container and a using block together do, threw ObjectDisposedException.</summary>
public sealed class DisposedTwiceTests
{
    [Fact]
    public async Task AClusterThatPolls_MayBeDisposedTwice()
    {
        var answer = ValueTask.FromResult<IReadOnlyList<EndpointDescription>>(EndpointSets.Descriptions(1));
        var resolver = new PollingResolver(_ => answer, TimeSpan.FromSeconds(1), new FakeTimeProvider());
        var cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin());
        await cluster.BeginAsync();
        cluster.Dispose();
        await cluster.DisposeAsync();
        Assert.Single(cluster.Endpoints);
    }
}
