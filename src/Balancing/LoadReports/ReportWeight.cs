namespace Balancing.LoadReports;

/// <summary>The weight that a report speaks for: how many requests per second the server would answer if it were fully used.</summary>
internal static class ReportWeight
{
    /// <summary>0 if the report says nothing: without traffic, or without a utilisation, there is nothing to divide.</summary>
    public static double Of(in LoadReport report, LoadReportOptions options)
    {
        if (!report.IsValid) return 0;
        var (rate, utilization) = (report.RequestsPerSecond, UtilizationOf(in report, options.UtilizationMetrics));
        if (!(rate > 0 && utilization > 0)) return 0;

        var weight = rate / (utilization + (report.ErrorsPerSecond / rate * options.ErrorUtilizationPenalty));
        return LoadReport.IsFigure(weight) ? weight : 0;
    }

    private static double UtilizationOf(in LoadReport report, List<string> names)
    {
        var most = 0.0;
        foreach (var name in names) most = Math.Max(most, Figure(in report, name));
        return most > 0 ? most : report.ApplicationUtilization > 0 ? report.ApplicationUtilization : report.CpuUtilization;
    }

    private static double Figure(in LoadReport report, string name) => name switch
    {
        "cpu_utilization" => report.CpuUtilization,
        "mem_utilization" => report.MemoryUtilization,
        "application_utilization" => report.ApplicationUtilization,
        _ => report.Metrics is { } metrics && metrics.TryGetValue(name, out var value) && LoadReport.IsFigure(value) ? value : 0,
    };
}
