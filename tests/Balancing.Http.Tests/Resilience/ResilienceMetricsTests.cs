using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Balancing.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Resilience;

public class ResilienceMetricsTests
{
    [Fact]
    public async Task RetriesRefusalsAndBudget_AreTold()
    {
        var fail = true;
        await using var services = Services.Build(s => s
            .AddMetrics()
            .AddSingleton<TimeProvider>(new FakeTimeProvider())
            .AddBalancedHttpClient("catalog", o => o.AddEndpoint("http://10.0.0.1").AddEndpoint("http://10.0.0.2"))
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(_ =>
            {
                if (!fail) return ResilienceRig.Ok();
                fail = false;
                throw ResilienceRig.Reset();
            })));
        var told = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Balancing.Http" && ReferenceEquals(instrument.Meter.Scope, factory)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => told.Enqueue(Text(instrument, value, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => told.Enqueue(Text(instrument, value, tags)));
        listener.Start();
        var client = services.Client("catalog");

        (await client.GetAsync("/")).Dispose();
        fail = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("/", new StringContent("order")));
        listener.RecordObservableInstruments();

        // 100 to begin with, 20 % of two requests, and one taken.
        Assert.Equal(
            [
                "balancing.client.retries {attempt} 1 balancing.client.name=catalog",
                "balancing.client.retries.refused {request} 1 balancing.client.name=catalog balancing.retry.refusal=NotIdempotent",
                "balancing.client.retry_budget {attempt} 99.4 balancing.client.name=catalog balancing.budget.kind=retry",
            ],
            told);
    }

    private static string Text(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"{instrument.Name} {instrument.Unit} {Math.Round(value, 6)} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}";
}
