namespace Balancing.Planning;

/// <summary>Which endpoints are used, and until when that stands.</summary>
/// <param name="Eligible">What algorithms choose from; <see langword="null"/> if there is nothing.</param>
internal sealed record EligibilityPlan(EndpointSet? Eligible)
{
    /// <summary>The list is too old to be used: there is nobody.</summary>
    public static readonly EligibilityPlan Expired = new((EndpointSet?)null) { NoEndpointReason = NoEndpointReason.ListExpired };

    /// <summary>What requests with an affinity key choose from, where draining endpoints keep theirs; otherwise <see langword="null"/>.</summary>
    public EndpointSet? EligibleForKeys { get; init; }

    /// <summary>Endpoints that wait for the one request that tries them; <see langword="null"/> if there are none.</summary>
    public Endpoint[]? Probing { get; init; }

    /// <summary>Whether health is ignored because too few endpoints are well.</summary>
    public bool IsPanicking { get; init; }

    /// <summary>Why there is nothing to choose from.</summary>
    public NoEndpointReason NoEndpointReason { get; init; }

    /// <summary>When time alone will change the plan.</summary>
    public TimeSpan? NextChange { get; init; }
}
