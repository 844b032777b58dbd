using Balancing.Resolution;

namespace Balancing.Http;

/// <summary>Where a client's endpoints come from, for those who configure and do not program. Read once, when the client is made.</summary>
public sealed class DiscoveryOptions
{
    /// <summary>How endpoints are found. Default: not at all.</summary>
    public DiscoveryType Type { get; set; }

    /// <summary>
    /// What is looked up. <see cref="DiscoveryType.Dns"/>: an address such as <c>https://catalog.internal:8443/base</c>. <see cref="DiscoveryType.DnsSrv"/>: a
    /// service such as <c>_http._tcp.catalog.internal</c>. <see cref="DiscoveryType.File"/>: a path. <see cref="DiscoveryType.Services"/>: a query such as
    /// <c>https+http://catalog</c>. Required.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary><see cref="DiscoveryType.DnsSrv"/> only: <c>http</c> or <c>https</c>, which SRV records do not say. Default, when <see langword="null"/>: <c>http</c>.</summary>
    public string? Scheme { get; set; }

    /// <summary><see cref="DiscoveryType.DnsSrv"/> only: what stands behind the endpoints' ports, with a slash at its beginning. Default: nothing.</summary>
    public string? BasePath { get; set; }

    /// <summary><see cref="DiscoveryType.File"/> only: from one reading to the next, 100 ms to 24 days. Default, when <see langword="null"/>: 2 s.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary><see cref="DiscoveryType.Dns"/> and <see cref="DiscoveryType.DnsSrv"/>: whom to ask, and how often.</summary>
    public DnsOptions Dns { get; set; } = new();

    /// <summary>
    /// Networks such as <c>10.0.0.0/8</c>: of what is found, only endpoints at IP addresses in these are used, and none at a host name. Default, and when empty: any.
    /// </summary>
    public List<string> AllowedNetworks { get; set; } = [];
}
