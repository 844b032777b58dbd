namespace Balancing;

/// <summary>Whether an endpoint is given requests, and if not, why.</summary>
public enum HealthState
{
    /// <summary>It takes its share.</summary>
    Healthy = 0,

    /// <summary>Outlier detection has taken it out for a while.</summary>
    Ejected = 1,

    /// <summary>Its ejection time is over; one request, or an active check, tries whether it may return.</summary>
    Probing = 2,

    /// <summary>Active checks fail.</summary>
    Unhealthy = 3,

    /// <summary>It has asked to be spared for a while (Retry-After).</summary>
    Throttled = 4,

    /// <summary>It finishes what it has and gets nothing new.</summary>
    Draining = 5,
}
