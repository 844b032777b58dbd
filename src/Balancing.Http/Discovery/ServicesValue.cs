using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Balancing.Http.Discovery;

/// <summary>One value of a section of services: a host or an IP address with or without a port, or a URI.</summary>
/// <param name="Description">The endpoint.</param>
/// <param name="Rank">The place of its scheme in the query, or behind all of them if it is not in it; <see langword="null"/> if the value has no scheme.</param>
internal readonly record struct ServicesValue(EndpointDescription Description, int? Rank)
{
    /// <exception cref="InvalidDataException">The value is no address.</exception>
    public static ServicesValue Read(IConfigurationSection section, ServicesQuery query)
    {
        var text = section.Value ?? "";
        if (!text.Contains("://", StringComparison.Ordinal)) return new ServicesValue(WithoutScheme(section.Path, text, query.Schemes[0]), null);
        try
        {
            var description = new EndpointDescription(text);
            var rank = 0;
            while (rank < query.Schemes.Count && query.Schemes[rank] != description.Address.Scheme) rank++;
            return new ServicesValue(description, rank);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new InvalidDataException($"{section.Path} is '{Withheld.Shown(text)}', which is not allowed: {e.Message}", e);
        }
    }

    private static EndpointDescription WithoutScheme(string key, string text, string scheme)
    {
        var isBareIPv6 = IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && text[0] != '[';

        // 8080 alone would be the address 0.0.31.144.
        var isNumber = text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
        return !isNumber
            && !text.Contains('/', StringComparison.Ordinal)
            && Uri.TryCreate($"{scheme}://{(isBareIPv6 ? $"[{text}]" : text)}", UriKind.Absolute, out var uri)
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "", Port: > 0 }
            ? new EndpointDescription(uri)
            : throw new InvalidDataException($"{key} is '{Withheld.Shown(text)}', which is wrong: it must be a host or an IP address, with a port if need be, or an address such as http://10.0.0.7:8080.");
    }
}
