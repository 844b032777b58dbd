using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>Shows the running strategy a few times per second, above the results so far.</summary>
internal static class LiveTable
{
    /// <summary>What the columns but the first need, so that the bars get the rest.</summary>
    private const int WidthOfFigures = 57;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    public static Task ShowAsync(IAnsiConsole console, Comparison comparison, IReadOnlyList<Target> targets, CancellationToken cancellationToken) =>
        console.Live(Text.Empty).AutoClear(true).StartAsync(async context =>
        {
            var running = comparison.RunAsync(cancellationToken);
            while (!running.IsCompleted)
            {
                if (comparison.Current is { } run) context.UpdateTarget(Draw(console.Profile, run, comparison, targets));
                await Task.WhenAny(running, Task.Delay(Period, TimeProvider.System, CancellationToken.None));
            }

            await running;
        });

    private static Rows Draw(Profile profile, StrategyRun run, Comparison comparison, IReadOnlyList<Target> targets)
    {
        var finished = comparison.Finished;
        var heading = $"[bold]{run.Strategy}[/] [grey]({Math.Min(finished.Count + 1, comparison.Strategies)} of {comparison.Strategies})[/]  "
            + $"{run.Sent:N0} of {run.Requests:N0} requests"
            + (run.Failed > 0 ? $", [red]{run.Failed:N0} failed[/]" : "");
        IRenderable[] parts = [new Markup(heading), Endpoints(profile, run, targets)];
        return new Rows(finished.Count == 0 ? parts : [.. parts, new Text(" "), SummaryTable.Of(finished, targets)]);
    }

    private static Table Endpoints(Profile profile, StrategyRun run, IReadOnlyList<Target> targets)
    {
        var latencies = targets.ToDictionary(target => target.Url, target => run.AnsweredBy(target.Url).Sorted(), StringComparer.Ordinal);
        var total = Math.Max(1, latencies.Values.Sum(l => l.Length));
        var most = Math.Max(1, latencies.Values.Max(l => l.Length));
        var inFlight = run.Cluster.Endpoints.ToDictionary(e => e.ToString(), e => e.InFlight, StringComparer.Ordinal);
        var barWidth = Math.Clamp(profile.Width - WidthOfFigures - targets.Max(target => target.ShortName.Length), 4, 40);
        var block = profile.Capabilities.Unicode ? '█' : '#';

        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(SummaryTable.Column("Endpoint").LeftAligned());
        foreach (var heading in (string[])["Speed", "Weight", "Requests", "Share"]) table.AddColumn(SummaryTable.Column(heading));
        table.AddColumn(SummaryTable.Column("").LeftAligned().Width(barWidth));
        foreach (var heading in (string[])["In flight", "p50 ms", "p99 ms"]) table.AddColumn(SummaryTable.Column(heading));

        foreach (var target in targets)
        {
            var own = latencies[target.Url];
            table.AddRow(
                Markup.Escape(target.ShortName), target.Speed ?? "-", $"{target.Weight}", $"{own.Length:N0}", $"{(double)own.Length / total:P1}",
                $"[green]{new string(block, (int)Math.Round((double)own.Length * barWidth / most))}[/]", $"{inFlight[target.Url]}",
                SummaryTable.Milliseconds(Percentile.Of(own, 50)), SummaryTable.Milliseconds(Percentile.Of(own, 99)));
        }

        return table;
    }
}
