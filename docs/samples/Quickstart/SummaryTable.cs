using Spectre.Console;

namespace Quickstart;

/// <summary>The results as tables of at most 80 columns: one row per strategy, and each endpoint's share.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<RunResult> results, IReadOnlyList<Target> targets, QuickstartOptions options)
    {
        console.Write(Of(results, targets));
        if (!AreOurs(targets)) console.Write(Shares(results, targets));
        console.WriteLine($" {options.Requests:N0} requests per strategy, {options.Concurrency:N0} at a time; percentages are shares of answers.");
        if (AreOurs(targets)) console.WriteLine(" Above them the server's port, its working time per request and its weight.");
    }

    /// <summary>One row per strategy. Our four endpoints fit in as columns.</summary>
    public static Table Of(IReadOnlyList<RunResult> results, IReadOnlyList<Target> targets)
    {
        var columns = AreOurs(targets) ? targets : [];
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(Column("Strategy").LeftAligned());
        foreach (var heading in (string[])["Failed", "Req/s", "p50 ms", "p99 ms"]) table.AddColumn(Column(heading));
        foreach (var target in columns) table.AddColumn(Column($":{new Uri(target.Url).Port}\n[grey]{target.Speed}\n×{target.Weight}[/]"));

        foreach (var result in results)
        {
            string[] cells =
            [
                result.Name, result.Failed == 0 ? "0" : $"[red]{result.Failed:N0}[/]", $"{result.PerSecond:N0}",
                Milliseconds(result.P50Ms), Milliseconds(result.P99Ms), .. columns.Select(target => $"{result.ShareOf(target.Url):P1}"),
            ];
            table.AddRow(cells);
        }

        return table;
    }

    /// <summary>A column that takes no more room than it needs.</summary>
    public static TableColumn Column(string heading) => new TableColumn(heading).RightAligned().NoWrap().PadLeft(0).PadRight(0);

    public static string Milliseconds(double? value) => value is { } known ? $"{known:F1}" : "-";

    /// <summary>One row per endpoint, for any number of them with names of any length.</summary>
    private static Table Shares(IReadOnlyList<RunResult> results, IReadOnlyList<Target> targets)
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(new TableColumn("Endpoint").PadLeft(0).PadRight(0));
        foreach (var result in results) table.AddColumn(Column(WordPerLine(result.Name)));
        foreach (var target in targets)
        {
            string[] cells = [Markup.Escape(target.ShortName), .. results.Select(result => $"{result.ShareOf(target.Url):P1}")];
            table.AddRow(cells);
        }

        return table;
    }

    private static bool AreOurs(IReadOnlyList<Target> targets) => targets.All(target => target.Speed is not null);

    private static string WordPerLine(string name) => string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"\n{letter}" : $"{letter}"));
}
