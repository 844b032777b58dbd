namespace Balancing;

/// <summary>All that a request reads of a cluster, published with one reference.</summary>
/// <param name="Endpoints">All endpoints, eligible or not.</param>
/// <param name="Picker">Chooses among the eligible ones; <see langword="null"/> when there is none.</param>
/// <param name="UsesAffinity">Whether the picker looks at the affinity key.</param>
/// <param name="NoEndpointReason">Why there is no picker.</param>
/// <param name="Error">What went wrong, if that is why.</param>
internal sealed record ClusterSnapshot(
    Endpoint[] Endpoints, IEndpointPicker? Picker, bool UsesAffinity = false, NoEndpointReason NoEndpointReason = default, Exception? Error = null)
{
    /// <summary>Asks for affinity keys: a request that waits for the first list is given one before anybody knows whether it will be used.</summary>
    public static readonly ClusterSnapshot Unresolved = new([], null, UsesAffinity: true);
}
