using System.Globalization;
using System.Text;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Loopback;

/// <summary>Measured beside simulated, as Markdown.</summary>
internal static class ComparisonTable
{
    private const double AlmostTheSame = 1.1;

    /// <summary>In %: a few requests of a run.</summary>
    private const double WorthALine = 0.5;

    public static string Of(Scenario scenario, IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder($"## {scenario.Name}\n\n{scenario.Description}\n\n");
        text.Append("| strategy | p50, ms | simulated | p99, ms | simulated | of 20 seeds | errors, % | simulated | of 20 seeds | sent late by, ms |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Policy} | {row.Measured.P50:F1} | {row.Simulated.P50:F1} | {row.Measured.P99:F0} | {row.Simulated.P99:F0} | {Range(row, run => run.P99, "F0")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.Measured.ErrorPercent:F1} | {row.Simulated.ErrorPercent:F1} | {Range(row, run => run.ErrorPercent, "F1")} | {row.LateMs:F1} |\n");
        }

        text.Append("\nThe order, `≈` where the next is within a tenth:\n\n");
        foreach (var group in rows.GroupBy(row => row.Policy.EndsWith(LoopbackRun.Ejection, StringComparison.OrdinalIgnoreCase)))
        {
            var which = group.Key ? "with ejection" : "without ejection";
            text.Append(CultureInfo.InvariantCulture, $"- p99 {which}, measured: {Order(group, row => row.Measured.P99)}\n- simulated: {Order(group, row => Mean(row, run => run.P99))}\n");
            if (!group.Any(row => row.Measured.ErrorPercent > WorthALine)) continue;
            text.Append(CultureInfo.InvariantCulture, $"- errors {which}, measured: {Order(group, row => row.Measured.ErrorPercent)}\n- simulated: {Order(group, row => Mean(row, run => run.ErrorPercent))}\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Range(Row row, Func<RunResult, double> figure, string format) =>
        $"{row.Others.Min(figure).ToString(format, CultureInfo.InvariantCulture)}–{row.Others.Max(figure).ToString(format, CultureInfo.InvariantCulture)}";

    private static double Mean(Row row, Func<RunResult, double> figure) => row.Others.Average(figure);

    private static string Order(IEnumerable<Row> rows, Func<Row, double> figure)
    {
        var sorted = rows.OrderBy(figure).ToArray();
        var text = new StringBuilder(Name(sorted[0]));
        for (var i = 1; i < sorted.Length; i++) text.Append(figure(sorted[i]) <= figure(sorted[i - 1]) * AlmostTheSame ? " ≈ " : " < ").Append(Name(sorted[i]));
        return text.ToString();
    }

    private static string Name(Row row) => row.Policy.Replace(LoopbackRun.Ejection, "", StringComparison.OrdinalIgnoreCase);
}
