using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Balancing.Http;

/// <summary>Says when a client's section may have changed.</summary>
/// <remarks>The framework's own takes the name null, which means every client here, for the default name.</remarks>
/// <param name="clientName">The client, or <see langword="null"/> for all clients.</param>
/// <param name="section">What is watched.</param>
internal sealed class SectionChangeTokenSource(string? clientName, IConfigurationSection section) : IOptionsChangeTokenSource<BalancedHttpClientOptions>
{
    public string? Name => clientName;

    public IChangeToken GetChangeToken() => section.GetReloadToken();
}
