using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Balancing.Http.Discovery;

/// <summary>Which endpoints of which service are wanted.</summary>
/// <param name="Schemes">At least one of https and http, the preferred one first.</param>
/// <param name="Endpoint">The name of the endpoint; <see langword="null"/> for "by scheme".</param>
/// <param name="Service">The name of the service.</param>
internal sealed record ServicesQuery(IReadOnlyList<string> Schemes, string? Endpoint, string Service)
{
    /// <summary>What a name alone means. In Microsoft's library it means no scheme, which finds <c>default</c> only, and then silently the name itself.</summary>
    private static readonly string[] AnyScheme = ["https", "http"];

    /// <exception cref="ArgumentException">It is not a query.</exception>
    public static ServicesQuery Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var query)
            ? query
            : throw new ArgumentException("The query must be a service such as catalog, https+http://catalog or http://_admin.catalog, by http or https.", nameof(text));
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out ServicesQuery? query)
    {
        query = null;
        var (schemes, rest) = text.Split("://", 2) is [var before, var after] ? (before.ToLowerInvariant().Split('+'), after) : (AnyScheme, text);
        var authority = rest.Split('/', '?', '#')[0];

        // A port says where the service would be without discovery.
        var (host, port) = authority.Split(':', 2) is [var name, var number] ? (name, number) : (authority, "0");
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return false;
        if (host.Length == 0 || !host.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.')) return false;
        if (!Array.TrueForAll(schemes, scheme => AnyScheme.Contains(scheme, StringComparer.Ordinal))) return false;

        // _admin.catalog is the endpoint admin of catalog; _admin alone and _.catalog are services of strange names.
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        query = host[0] == '_' && dot > 1 && host[^1] != '.' ? new ServicesQuery(schemes, host[1..dot], host[(dot + 1)..]) : new ServicesQuery(schemes, null, host);
        return true;
    }
}
