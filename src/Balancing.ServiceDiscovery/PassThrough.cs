using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>Knows Microsoft's pass-through provider, which says for a service that nobody knows: its name is a host. Its types are internal, their names are not.</summary>
internal static class PassThrough
{
    /// <summary>The factories in the order in which they are to be asked: it answers only if nobody before it has.</summary>
    public static IServiceEndpointProviderFactory[] Last(IEnumerable<IServiceEndpointProviderFactory> factories) =>
        [.. factories.OrderBy(factory => factory.GetType().Name == "PassThroughServiceEndpointProviderFactory")];

    public static bool IsSourceOf(IEnumerable<ServiceEndpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Features.Get<IServiceEndpointProvider>()?.ToString() == "Pass-through");
}
