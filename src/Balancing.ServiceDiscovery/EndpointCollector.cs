using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>What the providers fill in during one refresh. It keeps their change tokens one by one.</summary>
/// <remarks>Not a composite of them: disposing a registration on a composite leaves those on its parts behind, and configuration's lives as long as the process.</remarks>
internal sealed class EndpointCollector : IServiceEndpointBuilder
{
    private readonly Lock _lock = new();
    private readonly List<IChangeToken> _tokens = [];

    public IList<ServiceEndpoint> Endpoints { get; } = [];

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public void AddChangeToken(IChangeToken changeToken)
    {
        ArgumentNullException.ThrowIfNull(changeToken);
        lock (_lock) _tokens.Add(changeToken);
    }

    /// <summary>Those there are now: a provider whose time was up may still be adding.</summary>
    public IChangeToken[] Tokens()
    {
        lock (_lock) return [.. _tokens];
    }
}
