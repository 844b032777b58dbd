namespace Balancing.Simulator.Results;

/// <summary>One scenario under one policy, over all seeds.</summary>
internal sealed record Outcome
{
    public required string Scenario { get; init; }

    public required string Policy { get; init; }

    public required RunResult[] Runs { get; init; }

    /// <summary>The geometric mean over seeds of p99 ÷ the best oracle's p99 of the same seed: the seeds are paired. NaN without oracles.</summary>
    public double P99OverBound { get; init; } = double.NaN;

    public double P50 => Mean(run => run.P50);

    public double P90 => Mean(run => run.P90);

    public double P99 => Mean(run => run.P99);

    public double P999 => Mean(run => run.P999);

    public double MeanMs => Mean(run => run.Mean);

    public double ErrorPercent => Mean(run => run.ErrorPercent);

    public double MaxShare => Mean(run => run.MaxShare);

    public int Requests => Runs.Sum(run => run.Requests);

    private double Mean(Func<RunResult, double> of) => Runs.Average(of);
}
