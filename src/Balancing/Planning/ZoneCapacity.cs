namespace Balancing.Planning;

/// <summary>What a zone has to offer within one tier.</summary>
/// <param name="Zone">Its name; <see langword="null"/> for endpoints that have none.</param>
/// <param name="Weight">The effective weight of the endpoints that may be chosen.</param>
/// <param name="Eligible">How many those are.</param>
/// <param name="Usable">How many there would be, were all healthy.</param>
internal readonly record struct ZoneCapacity(string? Zone, double Weight, int Eligible, int Usable);
