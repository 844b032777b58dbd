using Balancing.Internal;

namespace Balancing;

/// <summary>How a <see cref="Cluster"/> keeps sick endpoints from getting requests. Read once, when the cluster is made.</summary>
public sealed record HealthOptions
{
    /// <summary>Finds sick endpoints by how requests go. On by default.</summary>
    public OutlierDetectionOptions OutlierDetection { get; set; } = new();

    /// <summary>Asks endpoints how they are. Off until a probe is given.</summary>
    public ActiveCheckOptions ActiveChecks { get; set; } = new();

    /// <summary>Gives new and returning endpoints their share by and by. Off until a window is given.</summary>
    public SlowStartOptions SlowStart { get; set; } = new();

    /// <summary>
    /// The panic threshold: below this share of usable endpoints their health is ignored and all of them are used, since too few would be
    /// drowned and the fault is probably elsewhere. 0 to 1; default 0.5, as Envoy's.
    /// </summary>
    public double PanicThreshold { get; set; } = 0.5;

    /// <summary>What happens below the panic threshold: false, the default, uses all endpoints; true fails requests at once.</summary>
    public bool FailClosed { get; set; }

    /// <summary>The longest time an endpoint is spared because it answered with Retry-After: 0 (not at all) to 1 hour; default 1 minute.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a draining endpoint still gets the requests whose affinity key leads to it. Default false.</summary>
    public bool DrainingKeepsAffinity { get; set; }

    /// <summary>No detection and no checks: only weight 0, draining and Retry-After keep an endpoint from getting requests.</summary>
    public static HealthOptions None() => new() { OutlierDetection = { Enabled = false } };

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(PanicThreshold is >= 0 and <= 1, PanicThreshold, "between 0 and 1");
        Setting.Check(MaxRetryAfter >= TimeSpan.Zero && MaxRetryAfter <= TimeSpan.FromHours(1), MaxRetryAfter, "between 0 and 1 hour");
        OutlierDetection.Validate();
        ActiveChecks.Validate();
        SlowStart.Validate();
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal HealthOptions Frozen()
    {
        Validate();
        return this with { OutlierDetection = OutlierDetection with { }, ActiveChecks = ActiveChecks with { }, SlowStart = SlowStart with { } };
    }
}
