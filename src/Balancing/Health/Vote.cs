namespace Balancing.Health;

/// <summary>A judge's opinion that an endpoint should go, with its numbers.</summary>
/// <param name="Index">The endpoint's place among the samples.</param>
/// <param name="Reason">Which detector says so.</param>
/// <param name="Measured">What it measured.</param>
/// <param name="Threshold">The limit.</param>
/// <param name="Fleet">What the others measured, for detectors that compare.</param>
/// <param name="Enforcement">Percentage of cases in which the vote counts.</param>
internal sealed record Vote(int Index, HealthChangeReason Reason, double Measured, double Threshold, double? Fleet, int Enforcement);
