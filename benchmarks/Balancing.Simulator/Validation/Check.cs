using Balancing.Simulator.Model;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Validation;

/// <summary>A figure that queueing theory knows exactly, and the simulation that should come to the same.</summary>
/// <param name="Name">The queue and the figure.</param>
/// <param name="Scenario">With any duration: <see cref="Measure"/> sets it.</param>
/// <param name="Policy">How requests are spread.</param>
/// <param name="Figure">What is compared, in ms.</param>
/// <param name="Theory">What it should be.</param>
internal sealed record Check(string Name, Scenario Scenario, string Policy, Func<RunResult, double> Figure, double Theory)
{
    /// <summary>Simulates about so many requests; the first fifth is not measured, so that the queues have filled.</summary>
    public double Measure(int requests, int seed)
    {
        var duration = requests / Scenario.RatePerMs;
        return Figure(Simulation.Run(Scenario with { DurationMs = duration, WarmupMs = duration / 5 }, PolicyCatalog.Find(Policy), seed));
    }
}
