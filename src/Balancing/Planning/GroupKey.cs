namespace Balancing.Planning;

/// <summary>What makes a group the same from plan to plan.</summary>
/// <param name="Constraint">The metadata that requests ask for; empty for all.</param>
/// <param name="Priority">The tier.</param>
/// <param name="Zone">The zone, or <see langword="null"/> where zones do not matter.</param>
internal readonly record struct GroupKey(string Constraint, int Priority, string? Zone);
