using System.Net;
using System.Net.Sockets;
using Balancing.Internal;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>Everything about an endpoint's address but the IP address.</summary>
/// <param name="Scheme">Such as <c>https</c>.</param>
/// <param name="Port">1 to 65,535, or -1 where the scheme has none by itself.</param>
/// <param name="Path">Empty, or with a slash at its beginning.</param>
internal sealed record EndpointTemplate(string Scheme, int Port, string Path)
{
    /// <summary>Takes an address with a host name apart.</summary>
    /// <param name="address">Such as <c>https://catalog.internal:8443/base</c>.</param>
    /// <param name="host">The name to look up.</param>
    /// <param name="hostName">What the endpoints are called: the host, and the port unless it is the scheme's own.</param>
    /// <exception cref="ArgumentException">The address is no endpoint's, or its host is no name.</exception>
    public static EndpointTemplate Of(Uri address, out string host, out string hostName)
    {
        var uri = EndpointAddress.Normalize(address);
        host = uri.IdnHost;
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || !DnsName.IsAskable(host))
            throw new ArgumentException($"'{uri}' has no host name that could be looked up. Use a StaticResolver for IP addresses.", nameof(address));

        // A dot at the end keeps the search list out; it is no part of the name in a Host header or a certificate.
        var template = new EndpointTemplate(uri.Scheme, uri.Port, uri.AbsolutePath.TrimEnd('/'));
        hostName = template.HostName(host.TrimEnd('.'));
        return template;
    }

    /// <summary>What belongs into a Host header: the name, and the port unless it is the scheme's own (RFC 9112, section 3.2).</summary>
    public string HostName(string name) => Port < 0 || new Uri($"{Scheme}://{name}:{Port}").IsDefaultPort ? name : $"{name}:{Port}";

    public EndpointDescription Describe(IPAddress address, string hostName) => new(Text(address)) { HostName = hostName };

    private string Text(IPAddress address)
    {
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return Port < 0 ? $"{Scheme}://{host}{Path}" : $"{Scheme}://{host}:{Port}{Path}";
    }
}
