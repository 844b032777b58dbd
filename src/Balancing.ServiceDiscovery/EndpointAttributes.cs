using System.Collections.ObjectModel;

namespace Balancing.ServiceDiscovery;

/// <summary>Attributes of an endpoint: <c>endpoint.Features.Set&lt;IEndpointAttributesFeature&gt;(new EndpointAttributes { Weight = 3 })</c>. Immutable.</summary>
public sealed record EndpointAttributes : IEndpointAttributesFeature
{
    /// <inheritdoc/>
    public double Weight { get; init; } = 1;

    /// <inheritdoc/>
    public int Priority { get; init; }

    /// <inheritdoc/>
    public string? Zone { get; init; }

    /// <inheritdoc/>
    public string? HashKey { get; init; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
