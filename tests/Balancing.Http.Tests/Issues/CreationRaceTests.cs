using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Issues;

/// <summary>What happened while a client was being made went unnoticed: a changed configuration, or the disposal of everything.</summary>
public class CreationRaceTests
{
    [Fact]
    public async Task ChangeDuringCreation_IsNotLost()
    {
        var configuration = Services.Configuration(("catalog:Strategy", "own"), ("catalog:Endpoints:0", "http://10.0.0.1"));
        await using var services = Services.Build(s =>
        {
            s.AddBalancedHttpClient("catalog", configuration.GetSection("catalog"));
            s.AddLoadBalancer("own", _ =>
            {
                if (configuration["catalog:Endpoints:0"] == "http://10.0.0.1") configuration.Edit(("catalog:Endpoints:0", "http://10.0.0.2"));
                return LoadBalancer.RoundRobin();
            });
        });

        var cluster = services.GetRequiredService<BalancedClusters>()["catalog"];

        Assert.Equal("http://10.0.0.2", Assert.Single(cluster.Endpoints).ToString());
    }

    [Fact]
    public void DisposalDuringCreation_EndsTheSubscription()
    {
        var resolver = new Subscribable();
        using var services = Services.Build(s =>
        {
            s.AddBalancedHttpClient("catalog", o =>
            {
                o.Strategy = "own";
                o.UseResolver(resolver);
            });
            s.AddLoadBalancer("own", provider =>
            {
                provider.GetRequiredService<BalancedClusters>().Dispose();
                return LoadBalancer.RoundRobin();
            });
        });

        Assert.Throws<ObjectDisposedException>(() => services.GetRequiredService<BalancedClusters>()["catalog"]);

        Assert.Equal(0, resolver.Subscriptions);
    }

    private sealed class Subscribable : IEndpointResolver, IDisposable
    {
        public int Subscriptions { get; private set; }

        public IDisposable Subscribe(IEndpointListener listener)
        {
            Subscriptions++;
            return this;
        }

        public void Dispose() => Subscriptions--;
    }
}
