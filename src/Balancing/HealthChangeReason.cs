namespace Balancing;

/// <summary>Why an endpoint's <see cref="HealthState"/> changed.</summary>
public enum HealthChangeReason
{
    /// <summary>Too many server errors in a row.</summary>
    ConsecutiveServerErrors = 0,

    /// <summary>Too many gateway errors in a row.</summary>
    ConsecutiveGatewayErrors = 1,

    /// <summary>Too many failures to connect, or to get an answer, in a row.</summary>
    ConsecutiveLocalOriginFailures = 2,

    /// <summary>Its success rate is far below that of the others.</summary>
    SuccessRate = 3,

    /// <summary>Its share of failures is above the limit.</summary>
    FailurePercentage = 4,

    /// <summary>It is far slower than the others.</summary>
    Latency = 5,

    /// <summary>The ejection time is over.</summary>
    EjectionTimeOver = 6,

    /// <summary>The request that tried it failed.</summary>
    ProbeFailed = 7,

    /// <summary>The request that tried it succeeded.</summary>
    ProbeSucceeded = 8,

    /// <summary>Active checks fail.</summary>
    ActiveCheckFailed = 9,

    /// <summary>Active checks pass.</summary>
    ActiveCheckPassed = 10,

    /// <summary>It asked to be spared for a while.</summary>
    RetryAfter = 11,

    /// <summary>The time it asked for is over.</summary>
    RetryAfterOver = 12,

    /// <summary>Somebody called <see cref="Cluster.Drain(Endpoint)"/>.</summary>
    Drained = 13,

    /// <summary>Somebody called <see cref="Cluster.Ready(Endpoint)"/>.</summary>
    MadeReady = 14,
}
