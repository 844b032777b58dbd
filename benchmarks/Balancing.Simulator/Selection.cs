using Balancing.Simulator.Policies;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator;

/// <summary>Which scenarios and policies are wanted.</summary>
internal static class Selection
{
    private const string All = "all";

    /// <summary>How much of a scenario a quick run does.</summary>
    private const double QuickShare = 0.6;

    /// <exception cref="FormatException">There is no such scenario.</exception>
    public static Scenario[] OfScenarios(Scenario[] all, CommandLine wanted)
    {
        var chosen = wanted.Scenarios is [All] ? all : Array.ConvertAll(wanted.Scenarios, name => Array.Find(all, s => Is(s.Id, name) || Is(s.Name, name)) ?? throw new FormatException($"There is no scenario '{name}'."));
        return wanted.Quick ? Array.ConvertAll(chosen, s => s with { DurationMs = s.DurationMs * QuickShare }) : chosen;
    }

    /// <summary>The oracles always come along: without them there is no bound.</summary>
    /// <exception cref="FormatException">There is no such policy.</exception>
    public static IPolicyFactory[] OfPolicies(CommandLine wanted)
    {
        var chosen = wanted.Strategies is [All] ? PolicyCatalog.All : wanted.Strategies.Where(name => !Is(name, "oracle")).Select(PolicyCatalog.Find);
        return [.. chosen.Concat(PolicyCatalog.Oracles).DistinctBy(policy => policy.Name)];
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
