using System.Collections.ObjectModel;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>What a provider of your own knows about an endpoint beside its address. It is put on <see cref="ServiceEndpoint.Features"/>.</summary>
/// <remarks><see cref="EndpointAttributes"/> is ready-made. Members are those of <see cref="EndpointDescription"/>; a value outside its range leaves the endpoint out.</remarks>
public interface IEndpointAttributesFeature
{
    /// <summary>The share of traffic relative to the other endpoints: 0 to 1,000,000; 1 unless implemented. 0 takes the endpoint out of use.</summary>
    double Weight => 1;

    /// <summary>The tier: 0 or more, lower ones first; 0 unless implemented.</summary>
    int Priority => 0;

    /// <summary>The zone the endpoint stands in; none unless implemented.</summary>
    string? Zone => null;

    /// <summary>What hashing algorithms know the endpoint by; its address unless implemented.</summary>
    string? HashKey => null;

    /// <summary>Anything else; empty unless implemented. Not to be changed afterwards.</summary>
    IReadOnlyDictionary<string, string> Metadata => ReadOnlyDictionary<string, string>.Empty;
}
