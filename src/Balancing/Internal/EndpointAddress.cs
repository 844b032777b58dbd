using System.Diagnostics.CodeAnalysis;

namespace Balancing.Internal;

/// <summary>The one place that decides what an address is, and when two of them are the same.</summary>
/// <remarks>Its messages reach people who wrote a configuration and no code: they name no parameter.</remarks>
#pragma warning disable CA2208, MA0015
internal static class EndpointAddress
{
    public static Uri Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? uri
            : throw new ArgumentException($"'{Shown(address)}' is not an absolute address. Write it with a scheme, as in http://10.0.0.7:8080.");
    }

    /// <summary>One spelling per endpoint: scheme and host in lower case, punycode, no default port, no trailing slash.</summary>
    public static Uri Normalize(Uri address)
    {
        if (!IsValid(address, out var problem)) throw new ArgumentException(problem);
        return new Uri(Text(address), UriKind.Absolute);
    }

    /// <summary>The normalised spelling, ready to have a path appended.</summary>
    public static string Text(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.DnsSafeHost}]" : address.IdnHost;
        var port = address.IsDefaultPort || address.Port < 0 ? "" : $":{address.Port}";
        return $"{address.Scheme}://{host}{port}{address.AbsolutePath.TrimEnd('/')}";
    }

    public static bool IsValid(Uri address, [NotNullWhen(false)] out string? problem)
    {
        problem = address switch
        {
            { IsAbsoluteUri: false } => $"'{Shown(address.OriginalString)}' is not an absolute address. Write it with a scheme, as in http://10.0.0.7:8080.",
            { Host: "" } => $"'{Shown(address.OriginalString)}' has no host. Write it with a scheme, as in http://10.0.0.7:8080 or tcp://db1:5432.",
            { UserInfo: not "" } => $"The address of host '{address.Host}' carries user info. Credentials do not belong in an address.",
            { Query: not "" } or { Fragment: not "" } => $"'{address}' carries a query or a fragment. An endpoint's address ends with its path.",
            _ => null,
        };
        return problem is null;
    }

    /// <summary>What may be user info, well-formed or not, is not for a log.</summary>
    private static string Shown(string address) => address.Contains('@', StringComparison.Ordinal) ? "(withheld)" : address;
}
