using Balancing.Internal;

namespace Balancing;

/// <summary>When an endpoint is ejected, for how long, and how many at most.</summary>
/// <remarks>
/// After Envoy's outlier detection and gRPC's proposal A50; docs/health.md has the formulas and where they differ. A detector whose
/// threshold is 0 is off; one whose enforcement is 0 only reports.
/// </remarks>
public sealed record OutlierDetectionOptions
{
    /// <summary>Whether endpoints are ejected at all. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between two sweeps of the statistical detectors: 100 ms to 1 hour; default 10 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Server errors in a row that eject, at once. 0 = off; default 5: at 1 % random errors, a false ejection once in 10¹⁰ requests.</summary>
    public int ConsecutiveServerErrors { get; set; } = 5;

    /// <summary>Gateway errors in a row that eject, at once. 0 = off; default 5.</summary>
    public int ConsecutiveGatewayErrors { get; set; } = 5;

    /// <summary>Failures to connect or to get an answer, in a row, that eject, at once. 0 = off; default 3: they cost the caller more than an error does.</summary>
    public int ConsecutiveLocalOriginFailures { get; set; } = 3;

    /// <summary>Percentage of cases (0 to 100) in which the three detectors above act; default 100.</summary>
    public int ConsecutiveEnforcement { get; set; } = 100;

    /// <summary>k in: eject below mean − k·σ of the success rates of all endpoints. 0 = off; default 1.9, as Envoy's.</summary>
    public double SuccessRateStandardDeviations { get; set; } = 1.9;

    /// <summary>How many endpoints with enough requests that takes: at least 3; default 5.</summary>
    public int SuccessRateMinHosts { get; set; } = 5;

    /// <summary>How many requests per sweep an endpoint needs to be compared by success rate: default 100.</summary>
    public int SuccessRateMinRequests { get; set; } = 100;

    /// <summary>Percentage of cases in which the success rate detector acts; default 100.</summary>
    public int SuccessRateEnforcement { get; set; } = 100;

    /// <summary>Percentage of failed requests in a sweep, above 0 to 100, from which on an endpoint is ejected. 0 = off; default 85, as Envoy's.</summary>
    public double FailurePercentage { get; set; } = 85;

    /// <summary>How many endpoints with enough requests that takes: default 1, the cap does the rest.</summary>
    public int FailurePercentageMinHosts { get; set; } = 1;

    /// <summary>How many requests per sweep an endpoint needs to be judged by its failures: default 20.</summary>
    public int FailurePercentageMinRequests { get; set; } = 20;

    /// <summary>Percentage of cases in which the failure percentage detector acts; default 100.</summary>
    public int FailurePercentageEnforcement { get; set; } = 100;

    /// <summary>How many times slower than the median of all endpoints an endpoint's median must be: above 1; 0 = off; default 5.</summary>
    public double LatencyFactor { get; set; } = 5;

    /// <summary>How many endpoints with enough answers that takes: at least 3; default 3.</summary>
    public int LatencyMinHosts { get; set; } = 3;

    /// <summary>How many answers per sweep an endpoint needs to be compared by latency: default 30.</summary>
    public int LatencyMinRequests { get; set; } = 30;

    /// <summary>Percentage of cases in which the latency detector acts; default 100.</summary>
    public int LatencyEnforcement { get; set; } = 100;

    /// <summary>The first ejection's length; the n-th lasts n times as long. 1 ms to 1 hour; default 30 s.</summary>
    public TimeSpan BaseEjectionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest ejection, before jitter: at least <see cref="BaseEjectionTime"/>; default 300 s.</summary>
    public TimeSpan MaxEjectionTime { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>A random time up to this is added, so that endpoints ejected together do not return together. Default 3 s.</summary>
    public TimeSpan EjectionJitter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How many of n endpoints may be ejected at a time, in percent: 0 to 100; default 50. The number is ⌊n · percent ÷ 100⌋, but at least 1
    /// and never the last: 1 of 2, 1 of 3, 2 of 5, 4 of 9. Nor is an ejection made that would take the share of healthy endpoints below
    /// <see cref="HealthOptions.PanicThreshold"/>, unless the cluster is to fail closed.
    /// </summary>
    public int MaxEjectionPercent { get; set; } = 50;

    internal void Validate()
    {
        Setting.Check(Interval >= TimeSpan.FromMilliseconds(100) && Interval <= TimeSpan.FromHours(1), Interval, "between 100 ms and 1 hour", "OutlierDetection." + nameof(Interval));
        Setting.Check(ConsecutiveServerErrors >= 0, ConsecutiveServerErrors, "0 or more", "OutlierDetection." + nameof(ConsecutiveServerErrors));
        Setting.Check(ConsecutiveGatewayErrors >= 0, ConsecutiveGatewayErrors, "0 or more", "OutlierDetection." + nameof(ConsecutiveGatewayErrors));
        Setting.Check(ConsecutiveLocalOriginFailures >= 0, ConsecutiveLocalOriginFailures, "0 or more", "OutlierDetection." + nameof(ConsecutiveLocalOriginFailures));
        Setting.Check(SuccessRateStandardDeviations is >= 0 and <= 100, SuccessRateStandardDeviations, "between 0 and 100", "OutlierDetection." + nameof(SuccessRateStandardDeviations));
        Setting.Check(SuccessRateMinHosts >= 3, SuccessRateMinHosts, "3 or more", "OutlierDetection." + nameof(SuccessRateMinHosts));
        Setting.Check(SuccessRateMinRequests >= 1, SuccessRateMinRequests, "1 or more", "OutlierDetection." + nameof(SuccessRateMinRequests));
        Setting.Check(FailurePercentage is >= 0 and <= 100, FailurePercentage, "between 0 and 100", "OutlierDetection." + nameof(FailurePercentage));
        Setting.Check(FailurePercentageMinHosts >= 1, FailurePercentageMinHosts, "1 or more", "OutlierDetection." + nameof(FailurePercentageMinHosts));
        Setting.Check(FailurePercentageMinRequests >= 1, FailurePercentageMinRequests, "1 or more", "OutlierDetection." + nameof(FailurePercentageMinRequests));
        Setting.Check(LatencyFactor is 0 or (> 1 and <= 1000), LatencyFactor, "0, or above 1 and at most 1000", "OutlierDetection." + nameof(LatencyFactor));
        Setting.Check(LatencyMinHosts >= 3, LatencyMinHosts, "3 or more", "OutlierDetection." + nameof(LatencyMinHosts));
        Setting.Check(LatencyMinRequests >= 1, LatencyMinRequests, "1 or more", "OutlierDetection." + nameof(LatencyMinRequests));
        Setting.Check(BaseEjectionTime >= TimeSpan.FromMilliseconds(1) && BaseEjectionTime <= TimeSpan.FromHours(1), BaseEjectionTime, "between 1 ms and 1 hour", "OutlierDetection." + nameof(BaseEjectionTime));
        Setting.Check(MaxEjectionTime >= BaseEjectionTime && MaxEjectionTime <= TimeSpan.FromDays(1), MaxEjectionTime, "between BaseEjectionTime and 1 day", "OutlierDetection." + nameof(MaxEjectionTime));
        Setting.Check(EjectionJitter >= TimeSpan.Zero && EjectionJitter <= TimeSpan.FromHours(1), EjectionJitter, "between 0 and 1 hour", "OutlierDetection." + nameof(EjectionJitter));
        Setting.Check(MaxEjectionPercent is >= 0 and <= 100, MaxEjectionPercent, "between 0 and 100", "OutlierDetection." + nameof(MaxEjectionPercent));
        Setting.Check(ConsecutiveEnforcement is >= 0 and <= 100, ConsecutiveEnforcement, "between 0 and 100", "OutlierDetection." + nameof(ConsecutiveEnforcement));
        Setting.Check(SuccessRateEnforcement is >= 0 and <= 100, SuccessRateEnforcement, "between 0 and 100", "OutlierDetection." + nameof(SuccessRateEnforcement));
        Setting.Check(FailurePercentageEnforcement is >= 0 and <= 100, FailurePercentageEnforcement, "between 0 and 100", "OutlierDetection." + nameof(FailurePercentageEnforcement));
        Setting.Check(LatencyEnforcement is >= 0 and <= 100, LatencyEnforcement, "between 0 and 100", "OutlierDetection." + nameof(LatencyEnforcement));
    }
}
