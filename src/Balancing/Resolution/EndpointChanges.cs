namespace Balancing.Resolution;

/// <summary>What a new list changed.</summary>
/// <param name="All">Every endpoint there is now, in the order of the list.</param>
/// <param name="Added">Those that were not there before.</param>
/// <param name="Removed">Those that are no longer there; their requests in flight go on.</param>
/// <param name="Redescribed">Whether a survivor's weight or other description changed.</param>
internal sealed record EndpointChanges(Endpoint[] All, Endpoint[] Added, Endpoint[] Removed, bool Redescribed)
{
    public bool IsEmpty => Added.Length == 0 && Removed.Length == 0 && !Redescribed;
}
