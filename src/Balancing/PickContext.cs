namespace Balancing;

/// <summary>What a picker may know about a request.</summary>
public readonly record struct PickContext
{
    /// <summary>What the request should stick to: requests with the same key go to the same endpoint under a hashing algorithm.</summary>
    public AffinityKey Affinity { get; init; }

    /// <summary>Monotonic time since an arbitrary origin, the same for every pick and completion of one cluster.</summary>
    public TimeSpan Now { get; init; }
}
