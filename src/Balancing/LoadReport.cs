namespace Balancing;

/// <summary>What a server says about its own load, with an answer or otherwise: the figures of an ORCA report (Open Request Cost Aggregation).</summary>
/// <remarks>
/// Give it to <see cref="Attempt.Report"/> or <see cref="Cluster.Report"/>; <c>Balancing.Http</c> reads it from responses. Figures that were not reported are 0. A report with a number
/// that is negative, infinite or not a number is ignored as a whole: whoever sends one says nothing that could be relied upon.
/// </remarks>
public readonly record struct LoadReport
{
    /// <summary>The part of its processors that the server uses: 0 to 1, and above 1 where more waits than fits.</summary>
    public double CpuUtilization { get; init; }

    /// <summary>The part of its memory that the server uses: 0 to 1.</summary>
    public double MemoryUtilization { get; init; }

    /// <summary>How much of what it can do the server does, by a measure of its own: 0 to 1, and above 1 where it has more to do than it can. Comes before <see cref="CpuUtilization"/>.</summary>
    public double ApplicationUtilization { get; init; }

    /// <summary>How many requests the server answers in a second, for all of its clients.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>How many of these are errors.</summary>
    public double ErrorsPerSecond { get; init; }

    /// <summary>
    /// Figures with names of the server's own, by kind and name: <c>utilization.gpu</c>, <c>named_metrics.requests_in_flight</c>. <see langword="null"/> for none. Only those that
    /// <see cref="LoadReportOptions.UtilizationMetrics"/> names are looked at.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>Whether each number that has a property is finite and not negative.</summary>
    internal bool IsValid =>
        IsFigure(CpuUtilization) && IsFigure(MemoryUtilization) && IsFigure(ApplicationUtilization) && IsFigure(RequestsPerSecond) && IsFigure(ErrorsPerSecond);

    internal static bool IsFigure(double value) => value >= 0 && double.IsFinite(value);
}
