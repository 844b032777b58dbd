using Balancing;

namespace Quickstart.Drills;

/// <summary>A change of an endpoint's health during a drill.</summary>
/// <param name="AtMs">When, since the drill began.</param>
/// <param name="Endpoint">Whose.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is now.</param>
/// <param name="Reason">Why.</param>
/// <param name="Measured">What was measured, if anything: failures in a row, a rate, or seconds.</param>
/// <param name="Threshold">The limit it crossed.</param>
/// <param name="DurationMs">For how long, if that is known.</param>
internal sealed record DrillEvent(
    double AtMs, string Endpoint, HealthState From, HealthState To, HealthChangeReason Reason, double? Measured, double? Threshold, double? DurationMs)
{
    public override string ToString() =>
        $"{Endpoint[(Endpoint.IndexOf("://", StringComparison.Ordinal) + 3)..]}  {From} -> {To}: {Reason}"
        + (Measured is null ? "" : $" ({Measured:0.##}, limit {Threshold:0.##})")
        + (DurationMs is null ? "" : $", for {DurationMs / 1000:0.0} s");
}
