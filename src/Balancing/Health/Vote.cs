namespace Balancing.Health;

/// <summary>A judge's opinion that an endpoint should go, with its numbers.</summary>
internal sealed record Vote(HealthChangeReason Reason, double Measured, double Threshold, double? Fleet, int Enforcement);
