namespace Balancing.Planning;

/// <summary>Which share of the requests a tier gets, and whether its endpoints' health is ignored.</summary>
internal readonly record struct TierLoad(int Priority, double Share, bool IsPanicking);
