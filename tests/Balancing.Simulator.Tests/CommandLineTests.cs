using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void TheBuiltInScenarios_AreReadAndComplete()
    {
        var scenarios = ScenarioFile.Read(ScenarioFile.BuiltIn);
        Assert.Equal("ABCDEFGHIJKLMNOPQRST", string.Concat(scenarios.Select(s => s.Id)));
        Assert.All(scenarios, s => Assert.NotEqual("", s.Description));
    }

    [Fact]
    public void AllPolicies_AreFoundByTheirNames() => Assert.All(PolicyCatalog.All, policy => Assert.Equal(policy.Name, PolicyCatalog.Find(policy.Name.ToUpperInvariant()).Name, ignoreCase: true));

    [Fact]
    public void AllStrategies_AreThere_WithEjectionAndWithout() =>
        Assert.All(BalancingStrategies.All.Keys, name => Assert.Equal(2, PolicyCatalog.All.Count(policy => policy is StrategyPolicy strategy && strategy.Strategy == name)));

    [Fact]
    public void Selections_MayNameScenariosAndStrategies()
    {
        var wanted = CommandLine.Parse(["--scenario", "T,homog90", "--strategy", "leastconnections+ejection, oracle", "--quick", "--json", "x.json"]);
        var scenarios = Selection.OfScenarios(ScenarioFile.Read(ScenarioFile.BuiltIn), wanted);
        Assert.Equal(["T", "B"], scenarios.Select(s => s.Id));
        Assert.Equal(36_000, scenarios[0].DurationMs);
        Assert.Equal(["LeastConnections+ejection", "oracle-load", "oracle-time", "oracle-work"], Selection.OfPolicies(wanted).Select(policy => policy.Name));
    }

    [Theory]
    [InlineData("--sedes", "3")]
    [InlineData("--seeds", "none")]
    [InlineData("--seeds", null)]
    public void AMistake_IsTold(string option, string? value) => Assert.Throws<FormatException>(() => CommandLine.Parse(value is null ? [option] : [option, value]));

    [Fact]
    public void AnUnknownStrategy_IsTold() => Assert.Throws<FormatException>(() => PolicyCatalog.Find("Best"));

    [Fact]
    public void ATable_HasARowPerPolicy_AndOneOfBounds()
    {
        IPolicyFactory[] policies = [PolicyCatalog.Find("Random"), .. PolicyCatalog.Oracles];
        var outcomes = Experiment.Run([Runs.Small], policies, 1, 2, 2, new Progress(TextWriter.Null, false, TimeProvider.System));
        var table = MarkdownReport.Of([Runs.Small], [.. policies.Select(policy => policy.Name)], outcomes);
        Assert.Contains("| policy | X | geo. mean |", table, StringComparison.Ordinal);
        Assert.Contains("| *bound, ms* |", table, StringComparison.Ordinal);
        Assert.Equal(1, outcomes.Where(o => o.Policy != "Random").Min(o => o.P99OverBound), 9);
        Assert.True(outcomes[0].P99OverBound > 1);
    }
}
