namespace Balancing.Resolution;

/// <summary>What a new list changed.</summary>
/// <param name="All">Every endpoint there is now, in the order of the list.</param>
/// <param name="Added">Those that were not in the list before.</param>
/// <param name="Removed">Those that are no longer in the list; their requests in flight go on.</param>
/// <param name="Redescribed">Whether a survivor's weight or other description changed.</param>
internal sealed record EndpointChanges(Endpoint[] All, Endpoint[] Added, Endpoint[] Removed, bool Redescribed)
{
    /// <summary>Of those added, the ones that nobody remembers: the others were gone for a short time only, and are what they were.</summary>
    public IReadOnlyList<Endpoint> New { get; init; } = Added;

    public bool IsEmpty => Added.Length == 0 && Removed.Length == 0 && !Redescribed;
}
