namespace Balancing.Resolution.DnsProtocol;

/// <summary>The types of records that are asked for or understood; all others are skipped.</summary>
internal enum DnsRecordType : ushort
{
    None = 0,
    A = 1,
    Cname = 5,
    Soa = 6,
    Aaaa = 28,
    Srv = 33,
    Opt = 41,
}
