using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Tests;

public sealed class DeterminismTests
{
    /// <summary>With everything random switched on: faults, antagonists, ejection.</summary>
    private static readonly Scenario Rough = Runs.Small with
    {
        Antag = new AntagonistSpec { Count = 4, Factor = 0.3, MeanOnMs = 200, MeanOffMs = 1000 },
        Events = [Runs.At(2000, 1, "failfast", 0.5, 1), Runs.At(4000, 2, "graydrop", 0.1)],
    };

    [Fact]
    public void TheSameSeed_GivesTheSameBytes_WhateverTheNumberOfThreads() => Assert.Equal(Json(1, 1), Json(1, 2));

    [Fact]
    public void AnotherSeed_GivesOtherFigures() => Assert.NotEqual(Json(1, 1), Json(3, 1));

    [Fact]
    public void AllPolicies_GetTheSameTraffic()
    {
        // Where nobody ever waits, all that differs is chance, and that is paired: so nothing does.
        var roomy = Runs.Small with { Cores = 1000 };
        var curves = Runs.SomePolicies.Select(policy => roomy.Run(policy).Curve).ToArray();
        Assert.All(curves, curve => Assert.Equal(curves[0], curve));
    }

    private static string Json(int firstSeed, int parallel)
    {
        IPolicyFactory[] policies = [.. Runs.SomePolicies.Select(PolicyCatalog.Find)];
        var outcomes = Experiment.Run([Rough], policies, firstSeed, 2, parallel, new Progress(TextWriter.Null, false, TimeProvider.System));
        return JsonReport.Of([Rough], outcomes);
    }
}
