using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>Messages that fuzzing starts from. The first ones were recorded, byte for byte; the others show what those do not have.</summary>
internal static class Seeds
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        // From dnsmasq: A of shop.example, two addresses, OPT.
        Convert.FromHexString("1A2B8580000100020000000104" + "73686F70076578616D706C650000010001" + "C00C000100010000000000040A000001" + "C00C000100010000000000040A000002" + "0000290" + "4D000000000" + "0000"),

        // As named writes it: SRV with three targets, compressed owner names, their addresses added.
        Packet.Answer("_http._tcp.shop.example", DnsRecordType.Srv)
            .Record(1, Packet.ToQuestion, DnsRecordType.Srv, 30, [0, 1, 0, 10, 0x1F, 0x90, .. Packet.Name("a.shop.example")])
            .Record(1, Packet.ToQuestion, DnsRecordType.Srv, 30, [0, 1, 0, 0, 0x1F, 0x90, 1, (byte)'b', 0xC0, 23])
            .Record(1, Packet.ToQuestion, DnsRecordType.Srv, 30, [0, 2, 0, 10, 0x1F, 0x90, 1, (byte)'c', 0xC0, 23])
            .Host("a.shop.example", "10.0.0.1", section: Packet.Additionals).Host("b.shop.example", "fd00::2", section: Packet.Additionals).Opt().Bytes,

        // A chain of aliases.
        Packet.Answer("a.example", DnsRecordType.Aaaa).Alias("a.example", "b.example").Alias("b.example", "c.example").Host("c.example", "fd00::1").Bytes,

        // No such name.
        Packet.Answer("none.example", DnsRecordType.A, DnsResponseCode.NxDomain).None("example", 300, 60).Opt().Bytes,

        // Truncated.
        Packet.Answer("many.example", DnsRecordType.A).With(2, 0x83).Host("many.example", "10.0.0.1").Bytes,

        // Names full of pointers: each record's owner leads to the one before.
        Convert.FromHexString("000081800001000300000000" + "0161" + "00" + "00010001" + "0162C00C0001000100000001000401020304" + "0163C0130001000100000001000401020304" + "0164C0250001000100000001000401020304"),
    ];
}
