namespace Balancing;

/// <summary>How a request ended.</summary>
public readonly record struct RequestOutcome
{
    /// <summary>The kind of ending.</summary>
    public OutcomeKind Kind { get; init; }

    /// <summary>From the pick to the answer. For HTTP: to the response's headers.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>When its endpoint was picked: <see cref="PickContext.Now"/> of that pick.</summary>
    public TimeSpan Begun { get; init; }

    /// <summary>When the request ended: monotonic time, of the same origin as <see cref="PickContext.Now"/>.</summary>
    public TimeSpan Now { get; init; }
}
