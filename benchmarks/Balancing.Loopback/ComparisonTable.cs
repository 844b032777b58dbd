using System.Globalization;
using System.Text;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Loopback;

/// <summary>Measured beside simulated, as Markdown.</summary>
internal static class ComparisonTable
{
    public static string Of(Scenario scenario, IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder($"## {scenario.Name}\n\n{scenario.Description}\n\n");
        text.Append("| strategy | p50, ms | simulated | p99, ms | simulated | of 20 seeds | errors, % | simulated | of 20 seeds |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Policy} | {row.Measured.P50:F1} | {row.Simulated.P50:F1} | {row.Measured.P99:F0} | {row.Simulated.P99:F0} | {Range(row, run => run.P99, "F0")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.Measured.ErrorPercent:F1} | {row.Simulated.ErrorPercent:F1} | {Range(row, run => run.ErrorPercent, "F1")} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nOrder by p99: measured {Order(rows, row => row.Measured.P99)}; simulated {Order(rows, row => Mean(row, run => run.P99))}.\n");
        if (rows.Any(row => row.Measured.ErrorPercent > 0.5))
            text.Append(CultureInfo.InvariantCulture, $"Order by errors: measured {Order(rows, row => row.Measured.ErrorPercent)}; simulated {Order(rows, row => Mean(row, run => run.ErrorPercent))}.\n");
        return text.Append('\n').ToString();
    }

    private static string Range(Row row, Func<RunResult, double> figure, string format) =>
        $"{row.Others.Min(figure).ToString(format, CultureInfo.InvariantCulture)}–{row.Others.Max(figure).ToString(format, CultureInfo.InvariantCulture)}";

    private static double Mean(Row row, Func<RunResult, double> figure) => row.Others.Average(figure);

    private static string Order(IReadOnlyList<Row> rows, Func<Row, double> figure) => string.Join(" < ", rows.OrderBy(figure).Select(row => row.Policy));
}
