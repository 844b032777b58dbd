using Balancing.Internal;

namespace Balancing;

/// <summary>Weights from what servers report about their load. Off by default. Read once, when the cluster is made.</summary>
/// <remarks>
/// A report's weight is requests per second ÷ (utilisation + errors per second ÷ requests per second × <see cref="ErrorUtilizationPenalty"/>): how many requests the server would answer if it
/// were fully used. An endpoint's effective weight is its configured weight × slow start × its reported weight ÷ the mean of its tier's. Names and defaults are gRPC's (A58, A114).
/// </remarks>
public sealed record LoadReportOptions
{
    /// <summary>Whether reports are looked at. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>For how long an endpoint's reports do not count yet, from the first of a row: its figures are those of a server that is warming up. 0 to 1 hour; default 10 s.</summary>
    public TimeSpan BlackoutPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a report an endpoint's last one counts no more: 1 s to 1 day; default 3 minutes.</summary>
    public TimeSpan ExpirationPeriod { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How often weights are worked out anew, while there are reports: 100 ms to 1 hour; default 1 s.</summary>
    public TimeSpan UpdatePeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How much errors count as utilisation: 0 (not at all) to 1,000; default 1, so that a server all of whose answers are errors counts as one that is fully used on top.</summary>
    public double ErrorUtilizationPenalty { get; set; } = 1;

    /// <summary>
    /// What utilisation is: the largest of these that a report has, such as <c>utilization.gpu</c>, <c>named_metrics.queue</c>, <c>mem_utilization</c>, <c>cpu_utilization</c>. If it has none of them, or they
    /// are 0: <see cref="LoadReport.ApplicationUtilization"/>, then <see cref="LoadReport.CpuUtilization"/>. Empty by default.
    /// </summary>
    public List<string> UtilizationMetrics { get; set; } = [];

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(BlackoutPeriod >= TimeSpan.Zero && BlackoutPeriod <= TimeSpan.FromHours(1), BlackoutPeriod, "between 0 and 1 hour");
        Setting.Check(ExpirationPeriod >= TimeSpan.FromSeconds(1) && ExpirationPeriod <= TimeSpan.FromDays(1), ExpirationPeriod, "between 1 second and 1 day");
        Setting.Check(UpdatePeriod >= TimeSpan.FromMilliseconds(100) && UpdatePeriod <= TimeSpan.FromHours(1), UpdatePeriod, "between 100 milliseconds and 1 hour");
        Setting.Check(ErrorUtilizationPenalty is >= 0 and <= 1_000, ErrorUtilizationPenalty, "between 0 and 1,000");
        foreach (var name in UtilizationMetrics)
        {
            Setting.Check(
                name is "cpu_utilization" or "mem_utilization" or "application_utilization" || IsNamed(name, "utilization.") || IsNamed(name, "named_metrics."),
                name,
                "cpu_utilization, mem_utilization, application_utilization, or a name behind utilization. or named_metrics.",
                nameof(UtilizationMetrics));
        }
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal LoadReportOptions Frozen()
    {
        Validate();
        return this with { UtilizationMetrics = [.. UtilizationMetrics] };
    }

    private static bool IsNamed(string? name, string kind) => name is not null && name.Length > kind.Length && name.StartsWith(kind, StringComparison.Ordinal);
}
