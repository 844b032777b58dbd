namespace Balancing;

/// <summary>Settings of a <see cref="Cluster"/>. Immutable.</summary>
public sealed record ClusterOptions
{
    /// <summary>
    /// How long a request waits for the resolver's first list: 0 (not at all) to 24 days; default 5 s. All requests wait for the same
    /// resolution.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above 24 days.</exception>
    public TimeSpan FirstResolutionTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(24)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "FirstResolutionTimeout must be between 0 and 24 days.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For how long the last good list is used while the resolver fails: above 0, up to 10,000 days; then requests fail until there is a new one. Default:
    /// <see langword="null"/>, for ever, because an old list is nearly always better than none.
    /// </summary>
    /// <remarks>
    /// Counted from the first failure since the last good report: a source that does not fail may keep silent for as long as it likes. Of several that
    /// <see cref="Resolution.Resolvers"/> combines, only the endpoints of those that fail are given up, counted from when the first of them began to.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or above 10,000 days.</exception>
    public TimeSpan? MaxStaleAge
    {
        get;
        init => field = value is null || (value > TimeSpan.Zero && value <= TimeSpan.FromDays(10_000))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxStaleAge must be above 0 and at most 10,000 days.");
    }

    /// <summary>The clock; <see cref="TimeProvider.System"/> by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How sick endpoints are kept from getting requests. By default outlier detection is on.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>Which endpoints are preferred: tiers, zones, subsets. By default the first tier that is well enough.</summary>
    public TopologyOptions Topology { get; init; } = new();

    /// <summary>How weights follow what servers report about their load. Off by default.</summary>
    public LoadReportOptions LoadReports { get; init; } = new();

    /// <summary>How many requests may be in flight at a time. By default any number.</summary>
    public ConcurrencyLimitOptions ConcurrencyLimits { get; init; } = new();

    /// <summary>The source of jitter and of second choices; <see cref="System.Random.Shared"/> by default. Another must be safe for concurrent use.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Is told of every change; nobody by default.</summary>
    public ClusterObserver? Observer { get; init; }

    /// <summary>A copy that nobody can change any more.</summary>
    internal ClusterOptions Frozen() => this with { Health = Health.Frozen(), Topology = Topology.Frozen(), LoadReports = LoadReports.Frozen(), ConcurrencyLimits = ConcurrencyLimits.Frozen() };
}
