using System.Net;

namespace Balancing.Resolution;

/// <summary>Makes one resolver out of several, and lets only some endpoints through.</summary>
public static class Resolvers
{
    /// <summary>One list of all that the resolvers report. Of an address that several report, the first one's description counts.</summary>
    /// <remarks>It is reported when each of them has reported or failed for the first time, and whenever one changes. One that fails keeps its last list in it.</remarks>
    /// <param name="resolvers">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IEndpointResolver Merge(params IEnumerable<IEndpointResolver> resolvers) => new CombinedResolver(resolvers, inTiers: false);

    /// <summary>
    /// As <see cref="Merge"/>, but each resolver's endpoints are backups of those before: "SRV records first, a fixed list behind them". Tiers within a resolver's list stay
    /// tiers.
    /// </summary>
    /// <param name="resolvers">At least one, the preferred one first.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IEndpointResolver Prioritize(params IEnumerable<IEndpointResolver> resolvers) => new CombinedResolver(resolvers, inTiers: true);

    /// <summary>Lets only those endpoints through for which <paramref name="allow"/> says yes.</summary>
    /// <remarks>A list of which nothing is left is a failure: what was known stays in use.</remarks>
    /// <param name="resolver">Where the endpoints come from.</param>
    /// <param name="allow">Asked for each endpoint of each list.</param>
    public static IEndpointResolver Where(this IEndpointResolver resolver, Func<EndpointDescription, bool> allow)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(allow);
        return new FilteredResolver(resolver, allow);
    }

    /// <summary>
    /// Lets only endpoints through whose address is an IP address in one of the networks, so that a registry which has been poisoned cannot point the client
    /// anywhere else. Host names are not let through: what they mean is found out too late.
    /// </summary>
    /// <param name="resolver">Where the endpoints come from.</param>
    /// <param name="networks">At least one, such as <c>10.0.0.0/8</c> or <c>fd00::/8</c>.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IEndpointResolver OnlyIn(this IEndpointResolver resolver, params IEnumerable<IPNetwork> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        IPNetwork[] allowed = [.. networks];
        if (allowed.Length == 0) throw new ArgumentException("At least one network is needed.", nameof(networks));
        return resolver.Where(endpoint => IPAddress.TryParse(endpoint.Address.DnsSafeHost, out var address) && Array.Exists(allowed, network => network.Contains(Unmapped(address))));
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
