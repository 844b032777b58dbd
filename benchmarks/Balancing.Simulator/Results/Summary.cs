namespace Balancing.Simulator.Results;

/// <summary>What tables and pictures need of an experiment, small enough to be kept beside them.</summary>
/// <param name="Unit">Of all times.</param>
/// <param name="Seeds">Runs per row.</param>
/// <param name="Quantiles">Of the curves: those of <see cref="Results.Quantiles.Grid"/> from the median on.</param>
/// <param name="Scenarios">In the order of the columns.</param>
/// <param name="Rows">By scenario, then by policy.</param>
internal sealed record Summary(string Unit, int Seeds, double[] Quantiles, SummaryScenario[] Scenarios, SummaryRow[] Rows)
{
    private const double Median = 0.5;

    /// <summary>Digits that seeds agree about, and one more.</summary>
    private const int Digits = 4;

    public static Summary Of(Scenarios.Scenario[] scenarios, Outcome[] outcomes)
    {
        var first = Array.IndexOf(Results.Quantiles.Grid, Median);
        return new Summary(
            "ms",
            outcomes[0].Runs.Length,
            Results.Quantiles.Grid[first..],
            Array.ConvertAll(scenarios, s => new SummaryScenario(s.Id, s.Name, s.Description)),
            Array.ConvertAll(outcomes, o => new SummaryRow(
                o.Scenario, o.Policy, Short(o.P99OverBound), Short(o.ErrorPercent), Short(o.MeanMs),
                [.. Enumerable.Range(first, Results.Quantiles.Grid.Length - first).Select(i => Short(o.Runs.Average(run => run.Curve[i])))])));
    }

    public SummaryRow Row(string scenario, string policy) =>
        Array.Find(Rows, row => row.Scenario == scenario && row.Policy == policy) ?? throw new InvalidDataException($"The results have no '{policy}' in scenario '{scenario}'.");

    /// <summary>The oracle whose p99 is the bound.</summary>
    public SummaryRow Bound(string scenario)
    {
        var p99 = Array.IndexOf(Quantiles, 0.99);
        return Rows.Where(row => row.Scenario == scenario && row.IsOracle).MinBy(row => row.Curve[p99]) ?? throw new InvalidDataException($"The results have no oracle in scenario '{scenario}'.");
    }

    private static double Short(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        var before = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return Math.Round(value, Math.Clamp(Digits - before, 0, 6));
    }
}
