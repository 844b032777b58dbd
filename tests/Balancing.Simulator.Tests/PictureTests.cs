using Balancing.Simulator.Plots;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Testing;

namespace Balancing.Simulator.Tests;

public sealed class PictureTests
{
    public static TheoryData<string> Names => [.. Pictures.All.Keys];

    private static Summary Kept { get; } = SummaryFile.Read(Path.Combine(Repository.Root, Pictures.Source));

    [Theory]
    [MemberData(nameof(Names))]
    public void ThePicturesInTheDocumentation_ShowTheKeptResults(string name)
    {
        var path = $"docs/images/{name}";
        var drawn = Pictures.All[name](Kept);
        if (File.Exists(Path.Combine(Repository.Root, path)) && Repository.Read(path).ReplaceLineEndings("\n") == drawn) return;
        Assert.Fail($"{path} does not show {Pictures.Source}. If the change is meant: dotnet run --project benchmarks/Balancing.Simulator -c Release -- --plots docs/images");
    }

    [Fact]
    public void TheKeptResults_HaveEveryStrategyInEveryScenario()
    {
        foreach (var scenario in Scenarios.ScenarioFile.Read(Scenarios.ScenarioFile.BuiltIn))
            Assert.All(PolicyCatalog.All.Concat(PolicyCatalog.Oracles), policy => Assert.NotEmpty(Kept.Row(scenario.Id, policy.Name).Curve));
    }

    [Fact]
    public void ASummary_ReadsAsItWasWritten_AndItsFiguresAreThoseOfTheRuns()
    {
        IPolicyFactory[] policies = [PolicyCatalog.Find("Random"), .. PolicyCatalog.Oracles];
        var outcomes = Experiment.Run([Runs.Small], policies, 1, 2, 2, new Progress(TextWriter.Null, false, TimeProvider.System));
        var summary = Summary.Of([Runs.Small], outcomes);
        var path = Path.Combine(AppContext.BaseDirectory, "summary.json");
        File.WriteAllText(path, SummaryFile.Write(summary));
        var read = SummaryFile.Read(path);

        Assert.Equal(SummaryFile.Write(summary), SummaryFile.Write(read));
        Assert.Equal(2, read.Seeds);
        Assert.Equal(outcomes[0].P99, read.Row("X", "Random").Curve[Array.IndexOf(read.Quantiles, 0.99)], outcomes[0].P99 * 0.001);
        Assert.Equal(outcomes[0].P50, read.Row("X", "Random").Curve[0], outcomes[0].P50 * 0.001);
        Assert.Equal(1, read.Bound("X").P99OverBound);
    }
}
