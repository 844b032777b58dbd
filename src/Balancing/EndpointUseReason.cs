namespace Balancing;

/// <summary>Why an endpoint gets requests by a cluster's plan, or why it does not.</summary>
public enum EndpointUseReason
{
    /// <summary>It may be chosen.</summary>
    Used = 0,

    /// <summary>Its weight is 0.</summary>
    NoWeight = 1,

    /// <summary>It is not well, or is being drained: <see cref="EndpointUse.Health"/> says what.</summary>
    Health = 2,

    /// <summary>Another tier is used.</summary>
    IdleTier = 3,

    /// <summary>Other zones are used.</summary>
    OtherZone = 4,

    /// <summary>It is not in this client's subset.</summary>
    OutsideSubset = 5,

    /// <summary>It lacks the metadata of requests that ask for nothing: <see cref="TopologyOptions.DefaultMetadata"/>.</summary>
    OtherMetadata = 6,

    /// <summary>Nobody may be chosen: too few endpoints are well, and the cluster fails closed; or the list is too old.</summary>
    NobodyUsed = 7,
}
