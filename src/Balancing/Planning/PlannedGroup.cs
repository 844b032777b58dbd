namespace Balancing.Planning;

/// <summary>Endpoints among which the algorithm chooses, and the share of requests that comes to them: those of a tier, or of one zone of a tier.</summary>
internal sealed record PlannedGroup(GroupKey Key, EndpointSet Endpoints, double Share)
{
    /// <summary>This client's subset, also those of it that may not be chosen now; <see langword="null"/> where there are no subsets.</summary>
    public IReadOnlyCollection<Endpoint>? Members { get; init; }
}
