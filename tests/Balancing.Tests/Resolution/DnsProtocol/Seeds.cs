using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>Messages that fuzzing starts from: what real servers have sent, byte for byte, and what they do not send.</summary>
internal static class Seeds
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        // BIND 9.18: SRV of _http._tcp.shop.example, two targets and their addresses.
        Convert.FromHexString("123485000001000200000003055F68747470045F7463700473686F70076578616D706C650000210001C00C002100010000001E001600010000238201620473686F70076578616D706C6500C00C002100010000001E00160000001E1F9001610473686F70076578616D706C6500C05D000100010000001E00040A000101C03B000100010000001E00040A00010200002904D0000000000000"),

        // BIND 9.18: AAAA of www.shop.example, by an alias.
        Convert.FromHexString("123485000001000200000001037777770473686F70076578616D706C6500001C0001C00C000500010000001E000704626F7468C010C02E001C00010000001E0010FD00000000000000000000000000000100002904D0000000000000"),

        // BIND 9.18: no such name.
        Convert.FromHexString("123485030001000000010001046E6F6E650473686F70076578616D706C650000010001C01100060001000000050021026E73C0110561646D696EC011000000010000003C0000003C0000003C0000000500002904D0000000000000"),

        // Knot 3.2: A of api.shop.example, two addresses.
        Convert.FromHexString("123485000001000200000001036170690473686F70076578616D706C650000010001C00C000100010000001E00040A000001C00C000100010000001E00040A00000200002904D0000000000000"),

        // dnsmasq 2.90: SRV of _http._tcp.shop.test, with times of 0.
        Convert.FromHexString("123485800001000100000003055F68747470045F7463700473686F7004746573740000210001C00C00210001000000000011000000141F900473686F70047465737400C038000100010000000000040A000001C038001C0001000000000010FD00000000000000000000000000000100002904D0000000000000"),

        // Made by hand: names that are compressed inside the data of SRV, and a chain of aliases.
        Packet.Answer("_http._tcp.shop.example", DnsRecordType.Srv)
            .Record(1, Packet.ToQuestion, DnsRecordType.Srv, 30, [0, 1, 0, 0, 0x1F, 0x90, 1, (byte)'b', 0xC0, 23])
            .Record(1, Packet.ToQuestion, DnsRecordType.Srv, 30, [0, 2, 0, 10, 0x1F, 0x90, 1, (byte)'c', 0xC0, 23]).Opt().Bytes,
        Packet.Answer("a.example", DnsRecordType.Aaaa).Alias("a.example", "b.example").Alias("b.example", "c.example").Host("c.example", "fd00::1").Bytes,

        // Truncated.
        Packet.Answer("many.example", DnsRecordType.A).With(2, 0x83).Host("many.example", "10.0.0.1").Bytes,

        // Names full of pointers: each record's owner leads to the one before.
        Convert.FromHexString("000081800001000300000000" + "0161" + "00" + "00010001" + "0162C00C0001000100000001000401020304" + "0163C0130001000100000001000401020304" + "0164C0250001000100000001000401020304"),
    ];
}
