using System.Text.Json;
using System.Text.Json.Serialization;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Results;

/// <summary>Everything as JSON, for tables and plots: the same bytes for the same scenarios, policies and seeds.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = false, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Of(Scenario[] scenarios, Outcome[] outcomes) => JsonSerializer.Serialize(
        new
        {
            Unit = "ms",
            Quantiles = Quantiles.Grid,
            Scenarios = scenarios.Select(s => new { s.Id, s.Name, s.Description, s.LoadFactor, s.DurationMs, s.WarmupMs, s.Clients, s.Servers }),
            Outcomes = outcomes,
        },
        Format);
}
