using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Balancing.Http.Resilience;

/// <summary>What the resilience of all clients tells the outside. Costs nothing while nobody listens.</summary>
internal sealed class ResilienceMetrics : IDisposable
{
    public const string MeterName = "Balancing.Http";

    private readonly ConcurrentDictionary<(string Client, string Kind), RetryBudget> _budgets = new();
    private readonly Meter _meter;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _hedges;

    public ResilienceMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _retries = _meter.CreateCounter<long>("balancing.client.retries", "{attempt}", "Requests that were sent again after a failure.");
        _refused = _meter.CreateCounter<long>("balancing.client.retries.refused", "{request}", "Failed requests that were not sent again, by reason.");
        _hedges = _meter.CreateCounter<long>("balancing.client.hedges", "{attempt}", "Requests that were sent to a second endpoint because the first was slow.");
        _meter.CreateObservableGauge("balancing.client.retry_budget", Observe, "{attempt}", "Extra attempts that may be made now, by kind: retry or hedge.");
    }

    public void Observe(string client, string kind, RetryBudget budget) => _budgets[(client, kind)] = budget;

    public void OnRetry(string client) => _retries.Add(1, new KeyValuePair<string, object?>("balancing.client.name", client));

    public void OnHedge(string client) => _hedges.Add(1, new KeyValuePair<string, object?>("balancing.client.name", client));

    public void OnRetryRefused(string client, RetryRefusal refusal)
    {
        if (_refused.Enabled) _refused.Add(1, new("balancing.client.name", client), new("balancing.retry.refusal", refusal.ToString()));
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Observe() => _budgets.Select(entry =>
        new Measurement<double>(entry.Value.Left, new("balancing.client.name", entry.Key.Client), new("balancing.budget.kind", entry.Key.Kind)));
}
