namespace Balancing.Planning;

/// <summary>Which endpoints are used, and until when that stands.</summary>
internal sealed record EligibilityPlan
{
    /// <summary>The list is too old to be used: there is nobody.</summary>
    public static readonly EligibilityPlan Expired = new() { NoEndpointReason = NoEndpointReason.ListExpired };

    /// <summary>What algorithms choose from; <see langword="null"/> if there is nothing.</summary>
    public PlannedSelection? ForAll { get; init; }

    /// <summary>What requests with an affinity key choose from, where draining endpoints keep theirs; otherwise <see langword="null"/>.</summary>
    public PlannedSelection? ForKeys { get; init; }

    /// <summary>Endpoints that wait for the one request that tries them; <see langword="null"/> if there are none.</summary>
    public Endpoint[]? Probing { get; init; }

    /// <summary>Whose health matters to this client, where it uses a subset; <see langword="null"/>: everybody's.</summary>
    public IReadOnlySet<Endpoint>? Watched { get; init; }

    /// <summary>The tiers, in their order, also those that get nothing.</summary>
    public IReadOnlyList<PlannedTier> Tiers { get; init; } = [];

    /// <summary>Whether the health of a tier that is used is ignored because too few of its endpoints are well.</summary>
    public bool IsPanicking { get; init; }

    /// <summary>Why there is nothing to choose from.</summary>
    public NoEndpointReason NoEndpointReason { get; init; }

    /// <summary>When time alone will change the plan.</summary>
    public TimeSpan? NextChange { get; init; }

    /// <summary>What the next plan has to know of this one.</summary>
    public TierMemory Memory { get; init; } = TierMemory.None;
}
