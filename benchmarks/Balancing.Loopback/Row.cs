using Balancing.Simulator.Model;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Loopback;

/// <summary>A strategy in a scenario: measured, simulated with the same requests, and simulated with others to see how much is chance.</summary>
internal sealed record Row(string Policy, double LateMs, RunResult Measured, RunResult Simulated, RunResult[] Others)
{
    private const int Seeds = 20;

    public static Row Of(Scenario scenario, string policy, Measurement measurement)
    {
        var measured = measurement.Result;
        var factory = PolicyCatalog.Find(policy);
        return new Row(policy, measurement.LateMs, measured, Simulation.Run(scenario, factory, measured.Seed), [.. Enumerable.Range(measured.Seed + 1, Seeds).Select(seed => Simulation.Run(scenario, factory, seed))]);
    }
}
