using System.Globalization;
using Balancing.Simulator.Results;

namespace Balancing.Simulator.Plots;

/// <summary>Scenarios by strategies: p99 as a multiple of the bound, the darker the worse, and the best strategy on top.</summary>
internal static class HeatTable
{
    public const string FileName = "simulator-p99.svg";

    private const string Ejection = "+ejection";
    private const int Left = 150;
    private const int Top = 104;
    private const int Cell = 42;
    private const int Line = 26;

    /// <summary>From here on the colour does not change any more.</summary>
    private const double Cap = 10;

    /// <summary>So many percentage points more errors than the row with the least are worth a mark: an error is an answer that p99 does not count.</summary>
    private const double WorthAMark = 1;

    private static readonly (int R, int G, int B)[] Ramp = [(0xe3, 0xf1, 0xec), (0xf6, 0xd5, 0x7e), (0xe2, 0x7d, 0x4b), (0xa2, 0x2c, 0x4e), (0x46, 0x12, 0x3f)];

    public static string Draw(Summary results)
    {
        var names = results.Rows.Select(row => row.Policy).Where(name => name.EndsWith(Ejection, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
            .OrderBy(name => Geometric(results, name)).ToArray();
        var bottom = Top + (names.Length * Line);
        var right = Left + ((results.Scenarios.Length + 1) * Cell) + 8;
        var chart = new SvgChart(
            right + 60, bottom + 60, "p99 of every strategy in every scenario, as a multiple of the bound",
            $"A table with a row per strategy, best first: {string.Join(", ", names.Select(name => $"{Label(name)} {Text(Geometric(results, name))}"))} (geometric means over all scenarios).");

        for (var column = 0; column < results.Scenarios.Length; column++) Header(chart, column * Cell, $"{results.Scenarios[column].Id} {results.Scenarios[column].Name}", "");
        Header(chart, (results.Scenarios.Length * Cell) + 8, "geo. mean", " font-weight=\"bold\"");
        for (var row = 0; row < names.Length; row++) Row(chart, results, names[row], Top + (row * Line));

        chart.Text(Left, bottom + 20, "p99 of successful requests ÷ p99 of an oracle that sees every queue: 1 is the bound. All with outlier detection as it is by default; ref-: not in the library.");
        chart.Text(Left, bottom + 36, "* one request in a hundred more fails than under the strategy with the fewest errors. In D servers shed load: errors take the place of slow answers.");
        chart.Text(Left, bottom + 52, "WeightedRoundRobin is told the servers' speeds, the others are not.");
        return chart.Finish();
    }

    private static void Header(SvgChart chart, int x, string text, string attributes)
    {
        var (middle, y) = (Left + x + (Cell / 2) + 3, Top - 8);
        chart.Text(middle, y, text, $"transform=\"rotate(-50 {middle} {y})\"{attributes}");
    }

    private static void Row(SvgChart chart, Summary results, string name, int y)
    {
        chart.Text(Left - 8, y + 17, Label(name), "text-anchor=\"end\"" + (name == "Adaptive" + Ejection ? " font-weight=\"bold\"" : ""));
        for (var column = 0; column < results.Scenarios.Length; column++)
        {
            var scenario = results.Scenarios[column];
            var row = results.Row(scenario.Id, name);
            var fewest = results.Rows.Where(other => other.Scenario == scenario.Id && other.Policy.EndsWith(Ejection, StringComparison.Ordinal)).Min(other => other.ErrorPercent);
            var mark = row.ErrorPercent >= fewest + WorthAMark ? "*" : "";
            var tip = string.Create(CultureInfo.InvariantCulture, $"{Label(name)}, {scenario.Id} {scenario.Name}: {row.P99OverBound:0.00}, {row.ErrorPercent:0.##} % errors");
            Number(chart, Left + (column * Cell), y, row.P99OverBound, mark, tip);
        }

        Number(chart, Left + (results.Scenarios.Length * Cell) + 8, y, Geometric(results, name), "", $"{Label(name)}, geometric mean");
    }

    private static void Number(SvgChart chart, int x, int y, double value, string mark, string tip)
    {
        var place = Math.Clamp(Math.Log(value) / Math.Log(Cap), 0, 1);
        chart.Box(x, y, Cell - 1, Line - 1, Colour(place), tip);
        chart.Text(x + (Cell / 2), y + 17, Text(value) + mark, "text-anchor=\"middle\" pointer-events=\"none\"", place < 0.6 ? "#24292f" : "#ffffff");
    }

    private static double Geometric(Summary results, string policy) => Math.Exp(results.Scenarios.Average(s => Math.Log(results.Row(s.Id, policy).P99OverBound)));

    private static string Label(string name) => name[..^Ejection.Length].Replace("+weights", "", StringComparison.Ordinal);

    private static string Text(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Colour(double place)
    {
        var at = place * (Ramp.Length - 1);
        var from = Math.Min((int)at, Ramp.Length - 2);
        var (a, b) = (Ramp[from], Ramp[from + 1]);
        return $"#{Mix(a.R, b.R):x2}{Mix(a.G, b.G):x2}{Mix(a.B, b.B):x2}";

        int Mix(int one, int other) => (int)Math.Round(one + ((at - from) * (other - one)));
    }
}
