using Balancing.Simulator.Model;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Results;

/// <summary>Keeps how requests have ended that arrived after the warm-up.</summary>
internal sealed class Recorder(Scenario scenario)
{
    private readonly int[] _kinds = new int[6];
    private readonly int[] _perServer = new int[scenario.Servers];
    private float[] _latencies = new float[(int)(scenario.RatePerMs * (scenario.DurationMs - scenario.WarmupMs) * 1.1) + 1024];
    private int _successes;
    private int _unsent;
    private int _requests;

    public void OnEnded(in Request request, OutcomeKind kind, double latencyMs)
    {
        if (request.Arrival < scenario.WarmupMs) return;
        _requests++;
        _perServer[request.Server]++;
        _kinds[(int)kind]++;
        if (kind != OutcomeKind.Success) return;
        if (_successes == _latencies.Length) Array.Resize(ref _latencies, _successes * 2);
        _latencies[_successes++] = (float)latencyMs;
    }

    public void OnRefused(in Request request)
    {
        if (request.Arrival < scenario.WarmupMs) return;
        _requests++;
        _unsent++;
    }

    public RunResult Result(int seed)
    {
        var sorted = _latencies.AsSpan(0, _successes);
        sorted.Sort();
        var sum = 0.0;
        foreach (var latency in sorted) sum += latency;
        var curve = new double[Quantiles.Grid.Length];
        for (var i = 0; i < curve.Length; i++) curve[i] = Quantiles.Of(sorted, Quantiles.Grid[i]);
        return new RunResult
        {
            Seed = seed,
            Requests = _requests,
            ServerErrors = _kinds[(int)OutcomeKind.ServerError],
            GatewayErrors = _kinds[(int)OutcomeKind.GatewayError],
            LocalOriginFailures = _kinds[(int)OutcomeKind.LocalOriginFailure],
            Unsent = _unsent,
            Mean = sum / _successes,
            P50 = Quantiles.Of(sorted, 0.5),
            P90 = Quantiles.Of(sorted, 0.9),
            P99 = Quantiles.Of(sorted, 0.99),
            P999 = Quantiles.Of(sorted, 0.999),
            Curve = curve,
            Shares = Array.ConvertAll(_perServer, count => count / (double)_requests),
        };
    }
}
