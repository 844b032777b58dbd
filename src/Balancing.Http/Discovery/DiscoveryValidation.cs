using System.Net;
using Balancing.Resolution;

namespace Balancing.Http.Discovery;

/// <summary>Says what is wrong with a <c>Discovery</c> section.</summary>
internal static class DiscoveryValidation
{
    /// <param name="options">The section.</param>
    /// <param name="hasResolver">Whether the client was given a resolver in code.</param>
    /// <param name="report">Gets key, value, and what is wrong with it.</param>
    public static void Check(DiscoveryOptions options, bool hasResolver, Action<string, object?, string> report)
    {
        var isSrv = options.Type == DiscoveryType.DnsSrv;
        if (!Enum.IsDefined(options.Type)) Report("Type", options.Type, "is wrong: it must be None, Dns, DnsSrv, File or Services.");
        else if (options.Type == DiscoveryType.None && !string.IsNullOrEmpty(options.Address)) Report("Type", options.Type, "is wrong: where there is an Address, it must be Dns, DnsSrv, File or Services.");
        else if (options.Type != DiscoveryType.None && hasResolver) Report("Type", options.Type, "must be None when a resolver is used: either, not both.");
        else CheckAddress();

        if (options.Scheme is { } scheme) CheckOwn("Scheme", scheme, isSrv, "DnsSrv", scheme is "http" or "https", "http or https");
        if (options.BasePath is { } path) CheckOwn("BasePath", path, isSrv, "DnsSrv", path is "" or ['/', ..] && IsPath(path), "a path that begins with a slash");
        if (options.Interval is { } interval)
            CheckOwn("Interval", interval, options.Type == DiscoveryType.File, "File; for the others there is Dns:Interval", interval >= TimeSpan.FromMilliseconds(100) && interval <= TimeSpan.FromDays(24), "between 100 ms and 24 days");
        if (hasResolver && options.AllowedNetworks.Count > 0) Report("AllowedNetworks", "(not empty)", "must be empty when a resolver is used: they do not go for that. Call OnlyIn on it.");
        for (var i = 0; i < options.AllowedNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(options.AllowedNetworks[i], out _)) Report($"AllowedNetworks:{i}", options.AllowedNetworks[i], "is wrong: it must be a network, such as 10.0.0.0/8 or fd00::/8.");
        }

        void CheckAddress()
        {
            var allowed = options.Type switch
            {
                DiscoveryType.Dns when !IsDns(options.Address) => "an http or https address with the name of a host, such as https://catalog.internal:8443",
                DiscoveryType.DnsSrv when !Makes(() => new DnsSrvResolver(options.Address)) => "the name of a service, such as _http._tcp.catalog.internal",
                DiscoveryType.File when !Makes(() => new FileResolver(options.Address)) => "the path of a file",
                DiscoveryType.Services when !ServicesQuery.TryParse(options.Address ?? "", out _) => "a service, such as https+http://catalog or http://_admin.catalog",
                _ => null,
            };
            if (allowed is not null) Report("Address", Withheld.Shown(options.Address), $"is wrong: it must be {allowed}.");
        }

        void CheckOwn(string key, object value, bool belongs, string types, bool valid, string allowed)
        {
            if (!belongs) Report(key, value, $"must be left out, unless Type is {types}.");
            else if (!valid) Report(key, value, $"is wrong: it must be {allowed}.");
        }

        void Report(string key, object? value, string problem) => report($"Discovery:{key}", value, problem);
    }

    /// <summary>Asks the one who will have to take it: rules that stand in two places differ one day.</summary>
    private static bool Makes(Func<IEndpointResolver> create)
    {
        try
        {
            return create() is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or PathTooLongException)
        {
            return false;
        }
    }

    private static bool IsDns(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && Makes(() => new DnsResolver(uri));

    private static bool IsPath(string path) => Makes(() => new StaticResolver($"http://host:1{path}"));
}
