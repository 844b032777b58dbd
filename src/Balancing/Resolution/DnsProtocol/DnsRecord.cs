using System.Net;
using System.Net.Sockets;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>A record of an answer that means something here. Names are as <see cref="DnsName"/> writes them.</summary>
/// <param name="Name">Whose record it is.</param>
/// <param name="Ttl">How long it may be kept: 0 to <see cref="MaxTtl"/>.</param>
internal abstract record DnsRecord(string Name, TimeSpan Ttl)
{
    /// <summary>A week, as RFC 8767, 4 caps it. What claims more is not worth believing.</summary>
    public static readonly TimeSpan MaxTtl = TimeSpan.FromDays(7);

    /// <summary>Seconds on the wire as a time. The top bit is no number but nonsense, and means 0 (RFC 2181, 8).</summary>
    public static TimeSpan TtlOf(uint seconds) =>
        seconds > int.MaxValue ? TimeSpan.Zero : seconds < MaxTtl.TotalSeconds ? TimeSpan.FromSeconds((int)seconds) : MaxTtl;

    /// <summary>Whether this is what was asked for.</summary>
    public bool IsOf(DnsRecordType type) => this switch
    {
        Host host => type == (host.Address.AddressFamily == AddressFamily.InterNetwork ? DnsRecordType.A : DnsRecordType.Aaaa),
        Service => type == DnsRecordType.Srv,
        _ => false,
    };

    /// <summary>A or AAAA.</summary>
    public sealed record Host(string Name, TimeSpan Ttl, IPAddress Address) : DnsRecord(Name, Ttl);

    /// <summary>CNAME.</summary>
    public sealed record Alias(string Name, TimeSpan Ttl, string Target) : DnsRecord(Name, Ttl);

    /// <summary>SRV, RFC 2782. The root as a target, written as an empty name, says that there is no such service.</summary>
    public sealed record Service(string Name, TimeSpan Ttl, int Priority, int Weight, int Port, string Target) : DnsRecord(Name, Ttl);

    /// <summary>SOA: all that is of interest is how long an answer without records may be kept (RFC 2308, 5).</summary>
    public sealed record Authority(string Name, TimeSpan Ttl, TimeSpan Minimum) : DnsRecord(Name, Ttl)
    {
        public TimeSpan NegativeTtl => Ttl < Minimum ? Ttl : Minimum;
    }
}
