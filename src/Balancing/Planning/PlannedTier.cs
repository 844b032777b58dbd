namespace Balancing.Planning;

/// <summary>What becomes of one tier.</summary>
internal sealed record PlannedTier(TierHealth Health, double Share, bool IsPanicking);
