using Balancing.LoadReports;

namespace Balancing.Tests.LoadReports;

/// <summary>What one report is worth.</summary>
public sealed class ReportWeightTests
{
    [Theory]
    [InlineData(100, 0.5, 0, 1, 200)]
    [InlineData(100, 0.25, 0, 1, 400)]
    [InlineData(100, 2, 0, 1, 50)]
    [InlineData(100, 0.5, 10, 1, 100 / 0.6)]
    [InlineData(100, 0.5, 100, 1, 100 / 1.5)]
    [InlineData(100, 0.5, 100, 0, 200)]
    [InlineData(100, 0.5, 50, 2, 100 / 1.5)]
    [InlineData(0, 0.5, 0, 1, 0)]
    [InlineData(100, 0, 0, 1, 0)]
    [InlineData(100, 0, 50, 1, 0)]
    public void Weight_IsRateOverUtilisationAndErrors(double rate, double utilization, double errors, double penalty, double expected) =>
        Assert.Equal(expected, ReportWeight.Of(new LoadReport { RequestsPerSecond = rate, CpuUtilization = utilization, ErrorsPerSecond = errors }, new LoadReportOptions { ErrorUtilizationPenalty = penalty }), 1e-9);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void AReportWithANumberThatMakesNoSense_IsWorthNothing(double wrong)
    {
        var good = new LoadReport { RequestsPerSecond = 100, CpuUtilization = 0.5 };
        Assert.All(
            [good with { RequestsPerSecond = wrong }, good with { CpuUtilization = wrong }, good with { ErrorsPerSecond = wrong }, good with { MemoryUtilization = wrong }, good with { ApplicationUtilization = wrong }],
            report => Assert.Equal(0, ReportWeight.Of(report, new LoadReportOptions())));
    }

    [Theory]
    [InlineData(1e308, 1e-308, 0)]
    [InlineData(1e-308, 1e308, 1e308)]
    [InlineData(double.Epsilon, double.MaxValue, double.MaxValue)]
    public void ExtremeNumbers_AreWorthNothing_OrAWeight(double rate, double utilization, double errors) =>
        Assert.InRange(ReportWeight.Of(new LoadReport { RequestsPerSecond = rate, CpuUtilization = utilization, ErrorsPerSecond = errors }, new LoadReportOptions()), 0, double.MaxValue);

    [Fact]
    public void Utilisation_IsTheNamedOnes_ThenTheApplications_ThenTheProcessors()
    {
        var report = new LoadReport { RequestsPerSecond = 1, CpuUtilization = 0.1, MemoryUtilization = 0.4 };
        Assert.Equal(1 / 0.1, Weight(report), 1e-9);
        Assert.Equal(1 / 0.2, Weight(report with { ApplicationUtilization = 0.2 }), 1e-9);
        Assert.Equal(1 / 0.4, Weight(report with { ApplicationUtilization = 0.2 }, "mem_utilization", "cpu_utilization"), 1e-9);

        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["utilization.gpu"] = 0.8, ["named_metrics.queue"] = 0.5, ["utilization.broken"] = double.NaN };
        Assert.Equal(1 / 0.8, Weight(report with { Metrics = metrics }, "named_metrics.queue", "utilization.gpu"), 1e-9);
        Assert.Equal(1 / 0.5, Weight(report with { Metrics = metrics }, "named_metrics.queue", "utilization.broken", "utilization.unknown"), 1e-9);
        Assert.Equal(1 / 0.1, Weight(report with { Metrics = metrics }, "utilization.broken"), 1e-9);
    }

    private static double Weight(in LoadReport report, params string[] names) => ReportWeight.Of(in report, new LoadReportOptions { UtilizationMetrics = [.. names] });
}
