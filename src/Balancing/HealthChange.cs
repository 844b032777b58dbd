namespace Balancing;

/// <summary>A change of an endpoint's health, with the numbers behind it.</summary>
/// <param name="Endpoint">Whose.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is now.</param>
/// <param name="Reason">Why.</param>
public sealed record HealthChange(Endpoint Endpoint, HealthState From, HealthState To, HealthChangeReason Reason)
{
    /// <summary>What was measured: failures in a row, a rate between 0 and 1, or seconds of latency; <see langword="null"/> where nothing was.</summary>
    public double? Measured { get; init; }

    /// <summary>The limit it crossed, in the same unit.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the others measured on average (their median for latency), in the same unit.</summary>
    public double? Fleet { get; init; }

    /// <summary>For how long, if that is known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>False if the detector only reports: its enforcement percentage kept it from acting, and nothing has changed.</summary>
    public bool Enforced { get; init; } = true;
}
