using System.Globalization;
using System.Text;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Results;

/// <summary>The tables for people.</summary>
internal static class MarkdownReport
{
    /// <summary>Below this nobody has errors: one request of a run.</summary>
    private const double HardlyAny = 0.0005;

    public static string Of(Scenario[] scenarios, IReadOnlyList<string> policies, Outcome[] outcomes)
    {
        var cells = outcomes.ToDictionary(outcome => (outcome.Scenario, outcome.Policy));
        var text = new StringBuilder();
        var hasBound = outcomes.Any(outcome => !double.IsNaN(outcome.P99OverBound));
        if (hasBound)
        {
            text.AppendLine("## p99 as a multiple of the bound").AppendLine();
            Table(text, scenarios, policies, (s, p) => Number(cells[(s.Id, p)].P99OverBound), p => Number(Geometric(scenarios.Select(s => cells[(s.Id, p)].P99OverBound))), "geo. mean");
            text.Append("| *bound, ms* |");
            foreach (var s in scenarios) text.Append(' ').Append(outcomes.Where(o => o.Scenario == s.Id && IsOracle(o.Policy)).Min(o => o.P99).ToString("F1", CultureInfo.InvariantCulture)).Append(" |");
            text.AppendLine(" |").AppendLine();
        }

        var failing = scenarios.Where(s => outcomes.Any(o => o.Scenario == s.Id && o.ErrorPercent > HardlyAny)).ToArray();
        text.AppendLine("## Errors, % of requests").AppendLine();
        Table(text, failing, policies, (s, p) => Percent(cells[(s.Id, p)].ErrorPercent), p => Percent(scenarios.Average(s => cells[(s.Id, p)].ErrorPercent)), "mean of all");
        text.AppendLine();
        foreach (var s in scenarios) Details(text, s, policies, cells);
        return text.ToString();
    }

    private static void Details(StringBuilder text, Scenario s, IReadOnlyList<string> policies, Dictionary<(string Scenario, string Policy), Outcome> cells)
    {
        text.AppendLine($"## {s.Id} {s.Name}").AppendLine().AppendLine(s.Description).AppendLine();
        text.AppendLine("| policy | requests | mean, ms | p50 | p90 | p99 | p99.9 | errors, % | p99 ÷ bound | largest share, % |").AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var p in policies)
        {
            var o = cells[(s.Id, p)];
            text.AppendLine($"| {p} | {o.Requests} | {o.MeanMs:F2} | {o.P50:F2} | {o.P90:F1} | {o.P99:F1} | {o.P999:F1} | {o.ErrorPercent:F3} | {Number(o.P99OverBound)} | {100 * o.MaxShare:F1} |");
        }

        text.AppendLine();
    }

    private static void Table(StringBuilder text, Scenario[] scenarios, IReadOnlyList<string> policies, Func<Scenario, string, string> cell, Func<string, string> last, string lastName)
    {
        text.Append("| policy |");
        foreach (var s in scenarios) text.Append(' ').Append(s.Id).Append(" |");
        text.AppendLine($" {lastName} |").Append("|---|").Insert(text.Length, "--:|", scenarios.Length + 1).AppendLine();
        foreach (var p in policies)
        {
            text.Append("| ").Append(p).Append(" |");
            foreach (var s in scenarios) text.Append(' ').Append(cell(s, p)).Append(" |");
            text.AppendLine($" {last(p)} |");
        }
    }

    private static bool IsOracle(string policy) => policy.StartsWith(OracleFactory.Prefix, StringComparison.Ordinal);

    private static double Geometric(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
