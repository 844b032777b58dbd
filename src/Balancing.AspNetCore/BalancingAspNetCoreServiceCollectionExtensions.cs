using Balancing.AspNetCore;
using Balancing.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects balanced clients with the ASP.NET Core application they are used in.</summary>
public static class BalancingAspNetCoreServiceCollectionExtensions
{
    /// <summary>Lets outbound balanced requests know the client of the inbound request during which they are sent: for <see cref="BalancedHttpClientOptions.UseIpHash"/>.</summary>
    /// <remarks>
    /// Works wherever an <c>HttpContext</c> is at hand: minimal APIs, controllers, middleware. In background work there is no client, and <see cref="AffinityOptions.WhenMissing"/> says
    /// what happens. Behind proxies, <see cref="BalancingAspNetCoreOptions.TrustProxy"/> names those whose <c>X-Forwarded-For</c> is believed; or call
    /// <c>UseForwardedHeaders</c> yourself, which comes to the same.
    /// </remarks>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Names the trusted proxies, if there are any.</param>
    /// <returns>The same collection, so that calls can be chained.</returns>
    /// <exception cref="FormatException">A trusted proxy is neither an address nor a network.</exception>
    public static IServiceCollection AddBalancingAspNetCore(this IServiceCollection services, Action<BalancingAspNetCoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new BalancingAspNetCoreOptions();
        configure?.Invoke(options);
        services.AddHttpContextAccessor();
        services.TryAddSingleton<IClientAddressAccessor, HttpContextClientAddress>();
        if (options.Networks.Count > 0) services.AddSingleton<IStartupFilter>(new TrustedProxiesFilter(options.Networks));
        return services;
    }
}
