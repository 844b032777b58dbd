namespace Balancing;

/// <summary>What a cluster's plan makes of one tier of endpoints.</summary>
/// <param name="Priority">The tier: <see cref="EndpointDescription.Priority"/>.</param>
/// <param name="Share">Its part of all requests: 0 to 1.</param>
/// <param name="Healthy">How many of its endpoints are well.</param>
/// <param name="Usable">How many could be used, were all well: not drained, weight above 0.</param>
/// <param name="IsPanicking">Whether it is used although too few are well.</param>
public sealed record TierDescription(int Priority, double Share, int Healthy, int Usable, bool IsPanicking);
