using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Balancing.ServiceDiscovery;

/// <summary>Makes descriptions out of what the providers have found. What cannot be one is left out and logged, once as long as it stays. Used by one loop.</summary>
internal sealed class EndpointMapper(ServiceEndpointQuery query, string? hostName, ILogger logger)
{
    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>ASCII, because a Host header must be.</summary>
    public static bool IsHostName(string value) =>
        value.Length > 0 && Ascii.IsValid(value) && Uri.TryCreate($"http://{value}/", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" };

    /// <returns>In the order in which they were found. Of several with the same address the first.</returns>
    public List<EndpointDescription> Map(IEnumerable<ServiceEndpoint> endpoints)
    {
        var found = new List<EndpointDescription>();
        var addresses = new HashSet<Uri>();
        var remarks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            if (!TryDescribe(endpoint, out var description, out var problem))
            {
                if (remarks.Add(problem) && !_told.Contains(problem)) Log.LeftOut(logger, query, problem);
                continue;
            }

            if (!addresses.Add(description.Address)) continue;
            found.Add(description);
            if (description.HostName is null && description.Address.Scheme == Uri.UriSchemeHttps && IsIP(description.Address))
            {
                var address = description.Address.ToString();
                if (remarks.Add(address) && !_told.Contains(address)) Log.NoHostName(logger, query, address);
            }
        }

        _told = remarks;
        return found;
    }

    private bool TryDescribe(ServiceEndpoint endpoint, [NotNullWhen(true)] out EndpointDescription? description, [NotNullWhen(false)] out string? problem)
    {
        description = null;
        if (!TryGetAddress(endpoint.EndPoint, out var address, out problem)) return false;
        try
        {
            var described = new EndpointDescription(address);
            var attributes = endpoint.Features.Get<IEndpointAttributesFeature>() ?? new EndpointAttributes();
            var name = endpoint.Features.Get<IHostNameFeature>()?.HostName is { Length: > 0 } own ? own : IsIP(described.Address) ? hostName : null;
            if (name is not null && !IsHostName(name))
            {
                problem = $"'{described.Address}' is called '{name}', which is not a host name.";
                return false;
            }

            description = described with
            {
                HostName = name,
                Weight = attributes.Weight,
                Priority = attributes.Priority,
                Zone = attributes.Zone,
                HashKey = attributes.HashKey,
                Metadata = attributes.Metadata,
            };
            return true;
        }
        catch (ArgumentException e)
        {
            problem = e.Message;
            return false;
        }
    }

    private bool TryGetAddress(EndPoint endPoint, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? problem)
    {
        (address, problem) = endPoint switch
        {
            UriEndPoint { Uri: { IsAbsoluteUri: true } uri } when !query.IncludedSchemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase) =>
                (null, $"An endpoint's scheme is '{uri.Scheme}', which is none of those asked for."),
            UriEndPoint { Uri: var uri } => (uri, null),
            IPEndPoint { Address: var ip } when ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) => (null, $"'{endPoint}' is no address to connect to."),
            IPEndPoint ip => FromParts(ip.Address, ip.Port),
            DnsEndPoint dns when IPAddress.TryParse(dns.Host, out var ip) => FromParts(ip, dns.Port),
            DnsEndPoint dns => FromHost(dns.Host, dns.Port),
            UnixDomainSocketEndPoint => (null, "An endpoint is a Unix domain socket, which has no host."),
            _ => (null, $"Endpoints of the type {endPoint.GetType()} are not known."),
        };
        return address is not null;
    }

    private (Uri? Address, string? Problem) FromParts(IPAddress ip, int port) =>
        FromHost(ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip.ToString(), port);

    /// <summary>Port 0 means that of the scheme; the scheme is the one asked for first.</summary>
    private (Uri? Address, string? Problem) FromHost(string host, int port)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{query.IncludedSchemes[0]}://{host}{(port == 0 ? "" : $":{port}")}");
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.PathAndQuery.Length <= 1
            ? (uri, null)
            : (null, $"'{host}' is neither a host name nor an IP address.");
    }

    private static bool IsIP(Uri address) => address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
}
