namespace Balancing;

/// <summary>How a <see cref="Cluster"/> keeps sick endpoints from getting requests. Immutable.</summary>
public sealed record HealthOptions
{
    /// <summary>No detection, no checks: only weight 0, draining and Retry-After keep an endpoint from getting requests.</summary>
    public static HealthOptions None { get; } = new() { OutlierDetection = null };

    /// <summary>Finds sick endpoints by how requests go; <see langword="null"/> switches it off. On by default.</summary>
    public OutlierDetectionOptions? OutlierDetection { get; init; } = new();

    /// <summary>Asks endpoints how they are; <see langword="null"/>, the default, asks none.</summary>
    public ActiveCheckOptions? ActiveChecks { get; init; }

    /// <summary>Gives new and returning endpoints their share by and by; <see langword="null"/>, the default, at once.</summary>
    public SlowStartOptions? SlowStart { get; init; }

    /// <summary>
    /// The panic threshold: below this share of usable endpoints their health is ignored and all of them are used, since too few would be
    /// drowned and the fault is probably elsewhere. 0 to 1; default 0.5, as Envoy's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double PanicThreshold
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "PanicThreshold must be between 0 and 1.");
    } = 0.5;

    /// <summary>What happens below the panic threshold: false, the default, uses all endpoints; true fails requests at once.</summary>
    public bool FailClosed { get; init; }

    /// <summary>The longest time an endpoint is spared because it answered with Retry-After: 0 (not at all) to 1 hour; default 1 minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above 1 hour.</exception>
    public TimeSpan MaxRetryAfter
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxRetryAfter must be between 0 and 1 hour.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a draining endpoint still gets the requests whose affinity key leads to it. Default false.</summary>
    public bool DrainingKeepsAffinity { get; init; }
}
