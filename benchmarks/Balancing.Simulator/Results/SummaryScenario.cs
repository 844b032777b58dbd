namespace Balancing.Simulator.Results;

/// <summary>What a scenario is called.</summary>
internal sealed record SummaryScenario(string Id, string Name, string Description);
