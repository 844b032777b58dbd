namespace Balancing.Http;

/// <summary>One endpoint of a client, as configuration writes it.</summary>
public sealed class BalancedEndpointOptions
{
    /// <summary>Where the endpoint is: an absolute http or https URI without user info, query or fragment. Required.</summary>
    public string Address { get; set; } = "";

    /// <inheritdoc cref="EndpointDescription.HostName"/>
    public string? HostName { get; set; }

    /// <inheritdoc cref="EndpointDescription.Weight"/>
    public double Weight { get; set; } = 1;

    /// <inheritdoc cref="EndpointDescription.HashKey"/>
    public string? HashKey { get; set; }

    /// <inheritdoc cref="EndpointDescription.Priority" path="/summary"/>
    public int Priority { get; set; }

    /// <inheritdoc cref="EndpointDescription.Zone"/>
    public string? Zone { get; set; }

    /// <inheritdoc cref="EndpointDescription.Metadata"/>
    public Dictionary<string, string> Metadata { get; set; } = [];

    internal EndpointDescription ToDescription() =>
        new(Address) { HostName = HostName, HashKey = HashKey, Weight = Weight, Priority = Priority, Zone = Zone, Metadata = Metadata };
}
