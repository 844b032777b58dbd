namespace Balancing.Planning;

/// <summary>The endpoints of one tier that have a weight, by how they are.</summary>
internal sealed class TierCandidates(int priority)
{
    public int Priority => priority;

    public List<Endpoint> Weighted { get; } = [];

    /// <summary>All but those that are being drained.</summary>
    public List<Endpoint> Usable { get; } = [];

    public List<Endpoint> Healthy { get; } = [];

    public List<Endpoint> Draining { get; } = [];

    public List<Endpoint> Probing { get; } = [];

    public TierHealth Health => new(priority, Usable.Count, Healthy.Count);

    public void Add(Endpoint endpoint, HealthState state)
    {
        Weighted.Add(endpoint);
        (state == HealthState.Draining ? Draining : Usable).Add(endpoint);
        if (state == HealthState.Healthy) Healthy.Add(endpoint);
        if (state == HealthState.Probing) Probing.Add(endpoint);
    }
}
