using Spectre.Console;

namespace Quickstart.Drills;

/// <summary>Shows a drill while it runs: as a table that changes, or, in a pipe, as one line per event.</summary>
internal static class DrillScreen
{
    private const int LinesOfTheLog = 8;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    public static Task FollowAsync(IAnsiConsole console, Drill drill, string strategy, IReadOnlyList<Target> targets, Task running) =>
        console.Profile.Capabilities.Interactive
            ? console.Live(Text.Empty).AutoClear(true).StartAsync(context => EachPeriodAsync(running, () => context.UpdateTarget(Draw(drill, strategy, targets))))
            : PrintAsync(drill, running);

    private static async Task PrintAsync(Drill drill, Task running)
    {
        var printed = 0;
        await EachPeriodAsync(running, PrintNews);
        PrintNews();

        void PrintNews()
        {
            foreach (var line in drill.Log.Lines.Skip(printed))
            {
                Console.Out.WriteLine(line);
                printed++;
            }
        }
    }

    private static async Task EachPeriodAsync(Task running, Action show)
    {
        while (!running.IsCompleted)
        {
            show();
            await Task.WhenAny(running, Task.Delay(Period, TimeProvider.System, CancellationToken.None));
        }
    }

    private static Rows Draw(Drill drill, string strategy, IReadOnlyList<Target> targets)
    {
        var phases = drill.Phases;
        var heading = phases.Count == 0 ? "" : $"[bold]{phases[^1].Name}[/] [grey]({phases.Count} of {DrillPhase.Plan.Length}, {strategy})[/]";
        return new Rows(
            new Markup(heading),
            DrillTables.Endpoints(drill.Cluster, phases, targets),
            new Text(string.Join('\n', drill.Log.Lines.TakeLast(LinesOfTheLog))));
    }
}
