using Balancing.Http;
using Balancing.ServiceDiscovery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives balanced clients endpoints from Microsoft's service discovery.</summary>
public static class BalancingServiceDiscoveryExtensions
{
    /// <summary>Spreads the requests of this client over the endpoints that service discovery finds. <c>AddServiceDiscovery()</c> registers the providers.</summary>
    /// <remarks>
    /// A client that is not balanced yet is from now on. Microsoft's own handler is taken out of this client's chain, if <c>ConfigureHttpClientDefaults</c> has put it
    /// there: it would choose an endpoint before balancing does.
    /// </remarks>
    /// <param name="builder">A client with a name.</param>
    /// <param name="query">With its schemes, http or https, the preferred one first: <c>https+http://catalog</c>, or <c>https+http://_dashboard.catalog</c> for an endpoint that has a name.</param>
    /// <param name="configure">Sets how often to ask, and what endpoints are called. Runs again whenever the client's options are read.</param>
    /// <returns>The same builder, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The query has no scheme, another one than http and https, or no service.</exception>
    /// <exception cref="InvalidOperationException">The builder is that of all clients, <c>ConfigureHttpClientDefaults</c>.</exception>
    public static IHttpClientBuilder UseServiceDiscovery(this IHttpClientBuilder builder, string query, Action<ServiceDiscoveryResolverOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Name is null) throw new InvalidOperationException("A query names one service, so it belongs to one client and not to ConfigureHttpClientDefaults.");
        if (ServiceDiscoveryResolver.Parse(query).IncludedSchemes.Any(scheme => scheme is not ("http" or "https")))
            throw new ArgumentException($"'{query}' asks for a scheme that an HttpClient does not know. Write it like https+http://catalog.", nameof(query));

        builder.AddLoadBalancing(static _ => { });
        builder.Services.AddOptions<BalancedHttpClientOptions>(builder.Name)
            .Configure<IServiceProvider>((options, services) => options.UseResolver(Create(services, query, configure)));
        return builder.ConfigureAdditionalHttpMessageHandlers((handlers, _) => RemoveResolvingHandlers(handlers));
    }

    private static ServiceDiscoveryResolver Create(IServiceProvider services, string query, Action<ServiceDiscoveryResolverOptions>? configure)
    {
        var options = new ServiceDiscoveryResolverOptions();
        configure?.Invoke(options);
        return new ServiceDiscoveryResolver(
            query,
            services.GetServices<IServiceEndpointProviderFactory>(),
            options,
            services.GetService<ILogger<ServiceDiscoveryResolver>>(),
            services.GetService<TimeProvider>());
    }

    private static void RemoveResolvingHandlers(IList<DelegatingHandler> handlers)
    {
        for (var i = handlers.Count - 1; i >= 0; i--)
        {
            // By name: the type is internal.
            if (handlers[i].GetType().FullName != "Microsoft.Extensions.ServiceDiscovery.Http.ResolvingHttpDelegatingHandler") continue;
            handlers[i].Dispose();
            handlers.RemoveAt(i);
        }
    }
}
