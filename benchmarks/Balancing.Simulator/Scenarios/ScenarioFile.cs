using System.Text.Json;

namespace Balancing.Simulator.Scenarios;

/// <summary>Reads scenarios.</summary>
internal static class ScenarioFile
{
    public static string BuiltIn => Path.Combine(AppContext.BaseDirectory, "scenarios.json");

    /// <exception cref="InvalidDataException">A scenario contradicts itself.</exception>
    public static Scenario[] Read(string path)
    {
        var scenarios = JsonSerializer.Deserialize<Scenario[]>(File.ReadAllText(path)) ?? [];
        foreach (var scenario in scenarios) Check(scenario);
        return scenarios;
    }

    private static void Check(Scenario s)
    {
        Demand(s, s.Clients > 0 && s.Servers > 0 && s.Cores > 0 && s.RatePerMs > 0 && s.DurationMs > s.WarmupMs, "needs clients, servers, cores, a rate, and a duration above the warm-up");
        Demand(s, s.Speed.Length is 0 || s.Speed.Length == s.Servers, "needs one speed per server");
        Demand(s, s.Nominal.Length is 0 || s.Nominal.Length == s.Servers, "needs one nominal speed per server");
        Demand(s, s.ClientZone.Length is 0 || s.ClientZone.Length == s.Clients, "needs one zone per client");
        Demand(s, s.ServerZone.Length is 0 || s.ServerZone.Length == s.Servers, "needs one zone per server");
        Demand(s, s.ClientWeight.Length is 0 || s.ClientWeight.Length == s.Clients, "needs one weight per client");
        Demand(s, s.RateTimes.Length == s.RateMult.Length, "needs one factor per time of change of the rate");
        Demand(s, Array.TrueForAll(s.Events, e => e.Server >= 0 && e.Server < s.Servers), "has an event of an unknown server");
    }

    private static void Demand(Scenario scenario, bool condition, string what)
    {
        if (!condition) throw new InvalidDataException($"Scenario '{scenario.Id}' {what}.");
    }
}
