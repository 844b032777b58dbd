namespace Balancing;

/// <summary>What a request wants of an endpoint.</summary>
/// <param name="Affinity">What it sticks to.</param>
/// <param name="Tried">Where it has been.</param>
/// <param name="Constraint">Which endpoints it asks for; <see langword="null"/> for any.</param>
internal readonly record struct PickRequest(AffinityKey Affinity, TriedEndpoints? Tried, MetadataConstraint? Constraint);
