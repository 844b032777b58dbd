using Balancing;
using Spectre.Console;

namespace Quickstart.Drills;

/// <summary>A drill as tables.</summary>
internal static class DrillTables
{
    /// <summary>How the endpoints are now: one row each.</summary>
    public static Table Endpoints(Cluster cluster, IReadOnlyList<PhaseResult> phases, IReadOnlyList<Target> targets)
    {
        var endpoints = cluster.Endpoints.ToDictionary(endpoint => endpoint.ToString(), StringComparer.Ordinal);
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(SummaryTable.Column("Endpoint").LeftAligned());
        table.AddColumn(SummaryTable.Column("State").LeftAligned());
        foreach (var heading in (string[])["Attempts", "Failures", "In this phase", "In flight"]) table.AddColumn(SummaryTable.Column(heading));
        foreach (var target in targets)
        {
            var endpoint = endpoints[target.Url];
            var state = cluster.HealthOf(endpoint);
            table.AddRow(
                Markup.Escape(target.ShortName),
                $"[{ColourOf(state)}]{state}[/]",
                $"{phases.Sum(phase => phase.ByEndpoint[target.Url]):N0}",
                $"{phases.Sum(phase => phase.FailedByEndpoint[target.Url]):N0}",
                $"{(phases.Count == 0 ? 0 : phases[^1].ByEndpoint[target.Url]):N0}",
                $"{endpoint.InFlight}");
        }

        return table;
    }

    public static void WriteSummary(IAnsiConsole console, IReadOnlyList<PhaseResult> phases, IReadOnlyList<Target> targets)
    {
        console.Write(Phases(phases, targets));
        console.WriteLine(" By the phase a request was sent in; under the server's port attempts, failed");
        console.WriteLine(" ones in brackets. Without: failed requests of a second client, without resilience.");
    }

    /// <summary>How the phases went: one row each; failed attempts in brackets.</summary>
    private static Table Phases(IReadOnlyList<PhaseResult> phases, IReadOnlyList<Target> targets)
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(SummaryTable.Column("Phase").LeftAligned());
        foreach (var heading in (string[])["Requests", "Failed", "Without", .. targets.Select(target => $":{new Uri(target.Url).Port}")]) table.AddColumn(SummaryTable.Column(heading));
        foreach (var phase in phases)
        {
            string[] cells = [phase.Name, $"{phase.Requests:N0}", $"{phase.Failed:N0}", $"{phase.FailedWithout:N0}", .. targets.Select(target => Of(phase, target.Url))];
            table.AddRow(cells);
        }

        return table;
    }

    private static string Of(PhaseResult phase, string url) =>
        phase.FailedByEndpoint[url] is > 0 and var failed ? $"{phase.ByEndpoint[url]:N0} [red]({failed:N0})[/]" : $"{phase.ByEndpoint[url]:N0}";

    private static string ColourOf(HealthState state) => state switch
    {
        HealthState.Healthy => "green",
        HealthState.Probing => "yellow",
        _ => "red",
    };
}
