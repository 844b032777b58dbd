namespace Balancing;

/// <summary>How requests move from one tier of endpoints to the next: see <see cref="EndpointDescription.Priority"/>.</summary>
public enum FailoverMode
{
    /// <summary>Active-passive: one tier at a time gets everything, the first that is well enough. The others are idle.</summary>
    Strict = 0,

    /// <summary>
    /// What a tier cannot bear any more spills over to the next, by and by: a tier bears everything until fewer than 1 ÷ <see cref="TopologyOptions.OverprovisioningFactor"/>
    /// of its endpoints are healthy, and less in proportion after that.
    /// </summary>
    Gradual = 1,
}
