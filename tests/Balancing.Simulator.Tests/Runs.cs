using Balancing.Simulator.Model;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Tests;

/// <summary>Small scenarios, and runs of them.</summary>
internal static class Runs
{
    public static readonly string[] SomePolicies = ["PowerOfTwoChoices+ejection", "RoundRobin", "LeastResponseTime+ejection", "Maglev", "ref-PeakEwma+ejection", "ref-LeastTime", "oracle-load", "oracle-time", "oracle-work"];

    /// <summary>Ten seconds of four servers of two cores at 60 % load.</summary>
    public static Scenario Small { get; } = new()
    {
        Id = "X",
        Name = "small",
        Clients = 3,
        Servers = 4,
        Cores = 2,
        RatePerMs = 0.48,
        DurationMs = 10_000,
        WarmupMs = 1_000,
        DeadlineMs = 500,
        RttMs = 1,
        JitterMs = 0.1,
    };

    public static RunResult Run(this Scenario scenario, string policy, int seed = 1) => Simulation.Run(scenario, PolicyCatalog.Find(policy), seed);

    public static ScenarioEvent At(double time, int server, string action, double value = 0, double value2 = 0, double duration = 0) =>
        new() { T = time, Server = server, Action = action, Value = value, Value2 = value2, Dur = duration };

    public static int Failures(this RunResult run) => run.ServerErrors + run.GatewayErrors + run.LocalOriginFailures + run.Unsent;
}
