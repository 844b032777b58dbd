using Balancing.Simulator.Validation;

namespace Balancing.Simulator.Tests;

/// <summary>The simulator comes to what queueing theory says.</summary>
public sealed class TheoryTests
{
    /// <summary>With a fixed seed this is no matter of luck. By chance a figure is off by 2 % or more for few seeds: the standard errors, which --validate shows, are about 0.5 %.</summary>
    private const int Requests = 500_000;

    private const int Seed = 2;

    public static TheoryData<string> Names => [.. Checks.All.Select(check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ASimulatedQueue_AgreesWithTheory(string name)
    {
        var check = Array.Find(Checks.All, check => check.Name == name)!;
        Assert.InRange(check.Measure(Requests, Seed) / check.Theory, 1 - ValidationTable.Tolerance, 1 + ValidationTable.Tolerance);
    }
}
