using System.Net;
using Balancing.Resolution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Discovery;

/// <summary>Makes the resolver that configuration names.</summary>
internal static class DiscoveredEndpoints
{
    /// <param name="options">Valid ones, of a type that is not None.</param>
    /// <param name="services">The application's.</param>
    /// <param name="time">The clock.</param>
    public static IEndpointResolver Create(DiscoveryOptions options, IServiceProvider services, TimeProvider time)
    {
        var found = options.Type switch
        {
            DiscoveryType.Dns => new DnsResolver(options.Address, options.Dns, time),
            DiscoveryType.DnsSrv => new DnsSrvResolver(options.Address, options.Scheme ?? Uri.UriSchemeHttp, options.BasePath ?? "", options.Dns, time),
            DiscoveryType.File => HttpOnly(new FileResolver(options.Address, options.Interval, time)),
            _ => FromServices(services, options.Address, "Services"),
        };
        return options.AllowedNetworks.Count == 0 ? found : found.OnlyIn([.. options.AllowedNetworks.Select(IPNetwork.Parse)]);
    }

    public static IEndpointResolver FromServices(IServiceProvider services, string query, string sectionName) =>
        new ServicesResolver(
            services.GetService<IConfiguration>() ?? throw new InvalidOperationException(
                $"The service '{query}' is to be found in the configuration, but there is no IConfiguration among the services. A host adds it; otherwise call services.AddSingleton<IConfiguration>(configuration)."),
            query,
            sectionName);

    /// <summary>A file or a registry may be meant for other protocols too. Leaving out what is wrong would hide it; with it, requests would fail with an exception that names nobody.</summary>
    public static IEndpointResolver HttpOnly(IEndpointResolver resolver) => resolver.Where(IsHttp);

    private static bool IsHttp(EndpointDescription endpoint) =>
        endpoint.Address.Scheme == Uri.UriSchemeHttp || endpoint.Address.Scheme == Uri.UriSchemeHttps
            ? true
            : throw new InvalidDataException($"'{endpoint.Address}' is not an http or https address.");
}
