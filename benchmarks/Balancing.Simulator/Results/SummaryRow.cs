using Balancing.Simulator.Policies;

namespace Balancing.Simulator.Results;

/// <summary>One scenario under one policy: means over seeds, times in ms of successful requests; <paramref name="P99OverBound"/> is a geometric mean.</summary>
internal sealed record SummaryRow(string Scenario, string Policy, double P99OverBound, double ErrorPercent, double Mean, double[] Curve)
{
    public bool IsOracle => Policy.StartsWith(OracleFactory.Prefix, StringComparison.Ordinal);
}
