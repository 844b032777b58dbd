namespace Balancing.Tests.Health.Support;

/// <summary>Remembers what a cluster told about health.</summary>
internal sealed class HealthLog : ClusterObserver
{
    private readonly List<HealthChange> _changes = [];
    private readonly List<bool> _panics = [];

    public IReadOnlyList<HealthChange> Changes => _changes;

    public IReadOnlyList<bool> Panics => _panics;

    public HealthChange Last => _changes[^1];

    public Exception? ResolverError { get; private set; }

    /// <summary>What was told about ejection and return of one endpoint, in order.</summary>
    public IEnumerable<HealthChangeReason> ReasonsOf(Endpoint endpoint) => _changes.Where(change => change.Endpoint == endpoint).Select(change => change.Reason);

    public override void OnHealthChanged(Cluster cluster, HealthChange change) => _changes.Add(change);

    public override void OnResolverFailed(Cluster cluster, Exception error) => ResolverError = error;

    public override void OnPanicChanged(Cluster cluster, bool isPanicking) => _panics.Add(isPanicking);
}
