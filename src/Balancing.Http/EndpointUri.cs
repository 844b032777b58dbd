namespace Balancing.Http;

/// <summary>The only place that rewrites a URI: from the logical name to an endpoint, and back.</summary>
internal static class EndpointUri
{
    // The path was made canonical when the caller's URI was made, or the caller asked that it be left alone; either way it stays as it is.
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Whether the URI's path leaves the host alone that it is appended to: that of urn:@evil.example does not.</summary>
    public static bool CanBePhysical(Uri logical) => logical.PathAndQuery is "" or ['/' or '?' or '#', ..];

    /// <summary>The endpoint's address followed by the logical URI's path and query, byte for byte.</summary>
    /// <remarks>Concatenated, never resolved: a path that begins with // must not become a host. The fragment is not part of a request.</remarks>
    public static Uri ToPhysical(Uri logical, Endpoint endpoint) => new(string.Concat(endpoint.ToString(), logical.PathAndQuery), in AsItIs);

    /// <summary>What a Location header of <paramref name="endpoint"/> means to a caller who only knows the logical name.</summary>
    /// <returns>
    /// A logical URI if the location is below the endpoint's base path, the endpoint's own if it is beside it, and otherwise
    /// <paramref name="location"/> itself: with the endpoint's scheme if it has none, since the logical name's may be another.
    /// </returns>
    public static Uri ToLogical(Uri location, Uri logicalRequest, Endpoint endpoint)
    {
#pragma warning disable RS0030 // Resolving is what RFC 9110, 10.2.2 asks for; where it leads is checked below.
        if (!Uri.TryCreate(ToPhysical(logicalRequest, endpoint), location, out var target)) return location;
#pragma warning restore RS0030

        var address = endpoint.Address;
        var named = endpoint.HostName is { } name && string.Equals(target.Authority, name, StringComparison.OrdinalIgnoreCase);
        if (target.Scheme != address.Scheme || !(named || target.Authority == address.Authority)) return location.IsAbsoluteUri ? location : target;

        var basePath = address.AbsolutePath.TrimEnd('/');
        var path = target.PathAndQuery;
        if (!path.StartsWith(basePath, StringComparison.Ordinal)) return target;
        var rest = path[basePath.Length..];
        if (rest is not ['/' or '?', ..] and not "") return target;

        return Uri.TryCreate($"{logicalRequest.Scheme}://{logicalRequest.Authority}{rest}{target.Fragment}", UriKind.Absolute, out var logical) ? logical : location;
    }
}
