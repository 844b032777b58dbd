using System.Net;

namespace Balancing.AspNetCore;

/// <summary>Settings of <c>AddBalancingAspNetCore</c>.</summary>
public sealed class BalancingAspNetCoreOptions
{
    internal List<IPNetwork> Networks { get; } = [];

    /// <summary>
    /// Believes the <c>X-Forwarded-For</c> header of requests that come from these proxies, and from no others: the client's address is then the last one in the
    /// header that is not such a proxy's. Without a call the address is that of the connection, and the header is ignored.
    /// </summary>
    /// <param name="addressOrNetwork">An address such as <c>10.0.0.7</c>, or a network such as <c>10.0.0.0/8</c> or <c>fd00::/8</c>.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    /// <exception cref="FormatException">It is neither.</exception>
    public BalancingAspNetCoreOptions TrustProxy(string addressOrNetwork)
    {
        ArgumentNullException.ThrowIfNull(addressOrNetwork);
        if (IPNetwork.TryParse(addressOrNetwork, out var network)) Networks.Add(network);
        else if (IPAddress.TryParse(addressOrNetwork, out var address)) Networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
        else throw new FormatException($"'{addressOrNetwork}' is neither an IP address nor a network such as 10.0.0.0/8.");
        return this;
    }
}
