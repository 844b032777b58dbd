using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Issues;

/// <summary>A cluster is disposed by its registry and, where somebody asked for it by key, by the container as well.</summary>
public class DisposalTests
{
    [Fact]
    public async Task ClusterThatPolls_MayBeDisposedByBothItsOwners()
    {
        var time = new FakeTimeProvider();
        var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.UseResolver(new PollingResolver(
            _ => ValueTask.FromResult<IReadOnlyList<EndpointDescription>>([new EndpointDescription("http://10.0.0.1")]), TimeSpan.FromSeconds(10), time))));
        _ = services.GetRequiredKeyedService<Cluster>("catalog");
        await time.WhenTimersAsync(1); // the next poll: this clock is not the cluster's

        await services.DisposeAsync();

        while (time.ActiveTimers > 0) await Task.Yield();
    }

    [Fact]
    public async Task DisposedProvider_SaysSo()
    {
        var services = Services.Build(s => s.AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1")));
        var clusters = services.GetRequiredService<BalancedClusters>();
        await services.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => clusters["catalog"]);
    }
}
