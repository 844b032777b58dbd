using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Balancing.AspNetCore;

/// <summary>Puts the framework's forwarded-headers middleware in front of everything, for the proxies that are trusted.</summary>
internal sealed class TrustedProxiesFilter(IEnumerable<IPNetwork> networks) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,

            // As many hops as there are trusted proxies in a row: the first address that is none of theirs is the client's.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
        next(app);
    };
}
