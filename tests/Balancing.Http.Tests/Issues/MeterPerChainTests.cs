using System.Diagnostics.Metrics;

namespace Balancing.Http.Tests.Issues;

/// <summary>Every chain made without dependency injection left a meter behind, which the process keeps for ever.</summary>
public class MeterPerChainTests
{
    [Fact]
    public void Chains_ShareOneMeter()
    {
        var resolver = new Resolution.StaticResolver(["http://10.0.0.1"]);
        for (var i = 0; i < 3; i++)
        {
            using var cluster = new Cluster(nameof(MeterPerChainTests), resolver, LoadBalancer.RoundRobin());
            BalancingHandlerChain.Create(cluster, resilience: new ResilienceOptions()).Dispose();
        }

        var budgets = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "balancing.client.retry_budget") listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var tag in tags) budgets += Equals(tag.Value, nameof(MeterPerChainTests)) ? 1 : 0;
        });
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(1, budgets);
    }
}
