using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

public sealed class DnsMessageTests
{
    private const string Name = "_http._tcp.shop.example";

    [Fact]
    public void EveryKnownRecord_IsRead_AndAnUnknownOneSkipped()
    {
        var message = Parse(Packet.Answer("shop.example", DnsRecordType.A)
            .Alias("shop.example", "www.example", 30)
            .Host("www.example", "10.0.0.1")
            .Host("www.example", "fd00::1")
            .Service(Name, 1, 2, 8080, "a.example")
            .Record(Packet.Answers, Packet.Name("www.example"), (DnsRecordType)16, 60, [3, 1, 2, 3])
            .Record(Packet.Answers, Packet.Name("chaos.example"), DnsRecordType.A, 60, [1], @class: 3)
            .None("example", 300, 20)
            .Host("a.example", "10.0.0.9", section: Packet.Additionals)
            .Opt());

        Assert.Equal(
            [
                new DnsRecord.Alias("shop.example", TimeSpan.FromSeconds(30), "www.example"),
                new DnsRecord.Host("www.example", TimeSpan.FromSeconds(60), System.Net.IPAddress.Parse("10.0.0.1")),
                new DnsRecord.Host("www.example", TimeSpan.FromSeconds(60), System.Net.IPAddress.Parse("fd00::1")),
                new DnsRecord.Service(Name, TimeSpan.FromSeconds(60), 1, 2, 8080, "a.example"),
            ],
            message!.Answers);
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.IsType<DnsRecord.Authority>(Assert.Single(message.Authorities)).NegativeTtl);
        Assert.Equal("a.example", Assert.Single(message.Additional).Name);
        Assert.True(message is { Id: 0x1234, Code: DnsResponseCode.NoError, IsTruncated: false, IsCompetent: true });
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60, 60)]
    [InlineData(604_800, 604_800)]
    [InlineData(604_801, 604_800)]
    [InlineData(0x7FFF_FFFF, 604_800)]
    [InlineData(0x8000_0000, 0)]
    [InlineData(0xFFFF_FFFF, 0)]
    public void Ttl_IsCappedAtAWeek_AndNonsenseIsZero(uint ttl, int seconds) =>
        Assert.Equal(seconds, Parse(Packet.Answer("a", DnsRecordType.A).Host("a", "10.0.0.1", ttl))!.Answers[0].Ttl.TotalSeconds);

    [Fact]
    public void TheResponseCode_HasItsUpperBitsInOpt() =>
        Assert.Equal(DnsResponseCode.BadVers, Parse(Packet.Answer("a", DnsRecordType.A).Opt(extendedCode: 1))!.Code);

    [Fact]
    public void OfATruncatedMessage_TheRecordsAreNotRead()
    {
        var message = Parse(Packet.Answer("a", DnsRecordType.A).With(2, 0x83).With(7, 40).Raw(1, 2, 3));
        Assert.True(message!.IsTruncated);
        Assert.Empty(message.Answers);
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "empty", [] },
        { "half a header", Packet.Answer("a", DnsRecordType.A).Bytes[..11] },
        { "a question", Packet.Answer("a", DnsRecordType.A).With(2, 0x01).Bytes },
        { "another opcode", Packet.Answer("a", DnsRecordType.A).With(2, 0xA1).Bytes },
        { "no question", Packet.Answer("a", DnsRecordType.A).With(5, 0).Bytes },
        { "two questions", Packet.Answer("a", DnsRecordType.A).With(5, 2).Bytes },
        { "trailing bytes", Packet.Answer("a", DnsRecordType.A).Host("a", "10.0.0.1").Raw(0).Bytes },
        { "more records announced than there are", Packet.Answer("a", DnsRecordType.A).Host("a", "10.0.0.1").With(7, 2).Bytes },
        { "65,535 records announced", Packet.Answer("a", DnsRecordType.A).Host("a", "10.0.0.1").With(6, 0xFF).With(7, 0xFF).Bytes },
        { "A of 3 bytes", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.A, 1, [1, 2, 3]).Bytes },
        { "A of 16 bytes", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.A, 1, new byte[16]).Bytes },
        { "AAAA of 4 bytes", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.Aaaa, 1, [1, 2, 3, 4]).Bytes },
        { "CNAME with more than a name", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.Cname, 1, [0, 0]).Bytes },
        { "CNAME to itself", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.Cname, 1, [0xC0, 31]).Bytes },
        { "SRV without a target", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.Srv, 1, [0, 0, 0, 0, 0, 0]).Bytes },
        { "SRV whose name goes on behind its data", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.Srv, 1, [0, 0, 0, 0, 0, 0, 1]).Raw(0, 0).Bytes },
        { "SOA of 10 bytes", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, DnsRecordType.Soa, 1, new byte[10]).Bytes },
        { "an unknown record that is longer than the message", Packet.Answer("a", DnsRecordType.A).Record(1, Packet.ToQuestion, (DnsRecordType)99, 1, [1]).With(30, 9).Bytes },
        { "two OPT", Packet.Answer("a", DnsRecordType.A).Opt().Opt().Bytes },
        { "OPT of a name", Packet.Answer("a", DnsRecordType.A).Record(3, Packet.ToQuestion, DnsRecordType.Opt, 0, []).Bytes },
        { "OPT among the answers", Packet.Answer("a", DnsRecordType.A).Record(1, [0], DnsRecordType.Opt, 0, []).Bytes },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void ABrokenMessage_IsNoMessage(string what, byte[] packet) => Assert.False(DnsMessage.TryParse(packet, out _), what);

    [Fact]
    public void TheLongestMessage_FullOfAddresses_IsRead()
    {
        var packet = Packet.Answer("a", DnsRecordType.A);
        for (var i = 0; i < 4_094; i++) packet.Record(Packet.Answers, Packet.ToQuestion, DnsRecordType.A, 1, [10, 0, (byte)(i >> 8), (byte)i]);
        Assert.InRange(packet.Bytes.Length, 65_000, 65_535);
        Assert.Equal(4_094, Parse(packet)!.Answers.Count);
    }

    private static DnsMessage? Parse(Packet packet) => DnsMessage.TryParse(packet.Bytes, out var message) ? message : null;
}
