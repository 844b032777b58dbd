namespace Balancing;

/// <summary>What a picker may know about a request.</summary>
public readonly record struct PickContext
{
    /// <summary>What the request should stick to: requests with the same key go to the same endpoint under a hashing algorithm.</summary>
    public AffinityKey Affinity { get; init; }

    /// <summary>Monotonic time since an arbitrary origin, the same for every pick and completion of one cluster.</summary>
    public TimeSpan Now { get; init; }

    /// <summary>Where the request has been already.</summary>
    internal TriedEndpoints? Tried { get; init; }

    /// <summary>Whether there are concurrency limits.</summary>
    internal bool SkipsFull { get; init; }

    /// <summary>Whether an endpoint that is being drained, but is in the picker still, is to be passed over.</summary>
    internal bool SkipsDraining { get; init; }

    /// <summary>Whether anybody may be excluded. Scanning pickers ask this once instead of asking for each endpoint.</summary>
    internal bool IsRestricted => Tried is not null || SkipsFull || SkipsDraining;

    /// <summary>Whether the request should not go to this endpoint: it has been there, or the endpoint is full.</summary>
    /// <remarks>
    /// A picker that would choose the same endpoint again for the same request (it looks for the best, or hashes) should ask, and take its next
    /// choice. One whose choices differ from pick to pick need not: it is asked up to four times, and then somebody else is drawn by weight. If
    /// everybody is excluded, it may return anybody.
    /// </remarks>
    /// <param name="endpoint">One of the set's.</param>
    public bool Excludes(Endpoint endpoint) =>
        (Tried is not null && Tried.Contains(endpoint)) || (SkipsFull && endpoint.IsFull) || (SkipsDraining && endpoint.Status.IsDraining);
}
