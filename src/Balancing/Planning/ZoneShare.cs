namespace Balancing.Planning;

/// <summary>Which share of a tier's requests goes to a zone; the zone is <see langword="null"/> for endpoints that have none.</summary>
internal readonly record struct ZoneShare(string? Zone, double Share);
