using Spectre.Console;

namespace Quickstart;

/// <summary>The results as a table: one row per strategy, one column per endpoint. Four endpoints fit into 80 columns.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<RunResult> results, IReadOnlyList<Target> targets, QuickstartOptions options)
    {
        console.Write(Of(results, targets));
        console.WriteLine($" {options.Requests:N0} requests per strategy, {options.Concurrency:N0} at a time; percentages are shares of answers.");
        if (options.Backends.Count == 0) console.WriteLine(" Above them the server's port, its working time per request and its weight.");
    }

    public static Table Of(IReadOnlyList<RunResult> results, IReadOnlyList<Target> targets)
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(Column("Strategy").LeftAligned());
        foreach (var heading in (string[])["Failed", "Req/s", "p50 ms", "p99 ms"]) table.AddColumn(Column(heading));
        foreach (var target in targets) table.AddColumn(Column(Heading(target)));

        foreach (var result in results)
        {
            string[] cells =
            [
                result.Name, result.Failed == 0 ? "0" : $"[red]{result.Failed:N0}[/]", $"{result.PerSecond:N0}",
                Milliseconds(result.P50Ms), Milliseconds(result.P99Ms), .. targets.Select(target => $"{result.ShareOf(target.Url):P1}"),
            ];
            table.AddRow(cells);
        }

        return table;
    }

    /// <summary>A column that takes no more room than it needs.</summary>
    public static TableColumn Column(string heading) => new TableColumn(heading).RightAligned().NoWrap().PadLeft(0).PadRight(0);

    public static string Milliseconds(double? value) => value is { } known ? $"{known:F1}" : "-";

    private static string Heading(Target target) =>
        target.Speed is null ? Markup.Escape(target.ShortName) : $":{new Uri(target.Url).Port}\n[grey]{target.Speed}\n×{target.Weight}[/]";
}
