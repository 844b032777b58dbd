using System.Globalization;
using Balancing.Simulator.Results;

namespace Balancing.Simulator.Plots;

/// <summary>How slow the slowest are: quantiles from the median to 99.9 % in some instructive scenarios. Both axes are logarithmic.</summary>
internal static class TailCurves
{
    public const string FileName = "simulator-tails.svg";

    private const int PanelWidth = 400;
    private const int PanelHeight = 230;
    private const int Left = 56;
    private const int Gap = 60;
    private const int Legend = 40;

    /// <summary>Fewer errors than this, in %, are not worth a word.</summary>
    private const double HardlyAny = 0.05;

    private static readonly string[] Panels = ["E", "F", "G", "H"];

    private static readonly (string Name, string Label, string Colour)[] Lines =
    [
        ("RoundRobin", "RoundRobin, no detection", "#d9534f"),
        ("LeastConnections", "LeastConnections, no detection", "#b8860b"),
        ("PowerOfTwoChoices+ejection", "PowerOfTwoChoices", "#2e9e6b"),
        ("LeastResponseTime+ejection", "LeastResponseTime", "#9b6dd6"),
        ("Adaptive+ejection", "Adaptive", "#4a8fe7"),
    ];

    private static readonly (double Quantile, string Text)[] Ticks = [(0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %")];

    public static string Draw(Summary results)
    {
        var chart = new SvgChart(
            (2 * (PanelWidth + Gap)) + 26, Legend + (2 * (PanelHeight + 86)), "Tail latency of five strategies and the oracle in four scenarios",
            "Four charts of latency by quantile, from the median to 99.9 %. " + string.Join(" ", Panels.Select(id => Describe(results, id))));
        DrawLegend(chart);
        for (var i = 0; i < Panels.Length; i++) DrawPanel(chart, results, Panels[i], Left + (i % 2 * (PanelWidth + Gap)), Legend + 34 + (i / 2 * (PanelHeight + 86)));
        return chart.Finish();
    }

    private static void DrawLegend(SvgChart chart)
    {
        for (var i = 0; i <= Lines.Length; i++)
        {
            var (x, y) = (Left + (i % 3 * 270), 14 + (i / 3 * 20));
            var (label, colour) = i < Lines.Length ? (Lines[i].Label, Lines[i].Colour) : ("oracle", null);
            chart.Line([(x, y), (x + 24, y)], colour);
            chart.Text(x + 30, y + 4, label);
        }
    }

    private static void DrawPanel(SvgChart chart, Summary results, string id, double left, double top)
    {
        var scenario = results.Scenarios.Single(s => s.Id == id);
        var last = Array.IndexOf(results.Quantiles, Ticks[^1].Quantile);
        var rows = Array.ConvertAll(Lines, line => results.Row(id, line.Name));
        var bound = results.Bound(id);
        var (least, most) = (rows.Append(bound).Min(row => row.Curve[0]) * 0.9, rows.Append(bound).Max(row => row.Curve[last]) * 1.1);

        chart.Text(left, top - 10, $"{scenario.Id} {scenario.Name}: latency, ms", "font-weight=\"bold\"");
        foreach (var (quantile, text) in Ticks)
        {
            chart.GridLine(X(quantile), top, X(quantile), top + PanelHeight);
            chart.Text(X(quantile), top + PanelHeight + 16, text, "text-anchor=\"middle\"");
        }

        foreach (var value in Values(least, most))
        {
            chart.GridLine(left, Y(value), left + PanelWidth, Y(value));
            chart.Text(left - 6, Y(value) + 4, SvgChart.Number(value), "text-anchor=\"end\"");
        }

        chart.Line(Points(bound), null);
        for (var i = 0; i < rows.Length; i++) chart.Line(Points(rows[i]), Lines[i].Colour);
        Errors(chart, rows, left, top + PanelHeight + 36);

        // Each nine takes the same place.
        double X(double quantile) => left + (PanelWidth * Math.Log((1 - quantile) / 0.5) / Math.Log(0.001 / 0.5));
        double Y(double value) => top + (PanelHeight * Math.Log(most / value) / Math.Log(most / least));
        IEnumerable<(double X, double Y)> Points(SummaryRow row) => Enumerable.Range(0, last + 1).Select(i => (X(results.Quantiles[i]), Y(row.Curve[i])));
    }

    private static void Errors(SvgChart chart, SummaryRow[] rows, double left, double y)
    {
        if (Array.TrueForAll(rows, row => row.ErrorPercent < HardlyAny)) return;
        chart.Text(left, y, "errors:");
        for (var i = 0; i < rows.Length; i++) chart.Text(left + 56 + (i * 66), y, Percent(rows[i]), "font-weight=\"bold\"", Lines[i].Colour);
    }

    private static string Describe(Summary results, string id)
    {
        var p99 = Array.IndexOf(results.Quantiles, 0.99);
        var each = Lines.Select(line => (line.Label, Row: results.Row(id, line.Name)));
        return string.Create(CultureInfo.InvariantCulture, $"{id}, p99 in ms and errors: {string.Join(", ", each.Select(e => $"{e.Label} {SvgChart.Number(e.Row.Curve[p99])} and {Percent(e.Row)}"))}, oracle {results.Bound(id).Curve[p99]:0.#}.");
    }

    private static string Percent(SummaryRow row) => row.ErrorPercent.ToString("0.0#", CultureInfo.InvariantCulture) + " %";

    /// <summary>1, 2, 5, 10, 20, 50 and so on, as far as they are in sight.</summary>
    private static IEnumerable<double> Values(double least, double most) =>
        from power in Enumerable.Range(-1, 6) from digit in new[] { 1, 2, 5 } let value = digit * Math.Pow(10, power) where value >= least && value <= most select value;
}
