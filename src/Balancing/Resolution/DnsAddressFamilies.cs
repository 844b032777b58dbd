namespace Balancing.Resolution;

/// <summary>Which of a host's addresses become endpoints.</summary>
/// <remarks>A server that has an address of either family is two endpoints under <see cref="Both"/>, and gets twice its share.</remarks>
public enum DnsAddressFamilies
{
    /// <summary>All of them; the default. If one family cannot be looked up, the answer counts as failed, for half of it would take endpoints away.</summary>
    Both = 0,

    /// <summary>IPv4 only (A records).</summary>
    IPv4 = 1,

    /// <summary>IPv6 only (AAAA records).</summary>
    IPv6 = 2,

    /// <summary>IPv4, and IPv6 for a host that has no IPv4 address.</summary>
    PreferIPv4 = 3,

    /// <summary>IPv6, and IPv4 for a host that has no IPv6 address.</summary>
    PreferIPv6 = 4,
}
