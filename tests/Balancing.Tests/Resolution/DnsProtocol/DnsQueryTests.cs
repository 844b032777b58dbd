using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

public sealed class DnsQueryTests
{
    [Fact]
    public void Question_IsWrittenAsRfc1035And6891WantIt()
    {
        var buffer = new byte[300];
        var length = DnsQuery.Write(buffer, 0xBEEF, "f.isi.arpa", DnsRecordType.Srv, []);

        // Header; 1 f 3 isi 4 arpa 0; SRV IN; OPT of the root with 1,232 bytes.
        Assert.Equal("BEEF" + "0100" + "0001" + "0000" + "0000" + "0001" + "01660369736904617270" + "6100" + "0021" + "0001" + "00" + "0029" + "04D0" + "00000000" + "0000", Convert.ToHexString(buffer, 0, length));
    }

    [Fact]
    public void CaseBits_TurnLettersOver_AndNothingElse()
    {
        var buffer = new byte[300];
        var all = Enumerable.Repeat((byte)0xFF, 32).ToArray();
        var length = DnsQuery.Write(buffer, 1, "_a-1.bC", DnsRecordType.A, all);

        Assert.Equal([4, (byte)'_', (byte)'A', (byte)'-', (byte)'1', 2, (byte)'B', (byte)'c', 0], buffer[12..(length - 15)]);
    }

    [Fact]
    public void LongestName_Fits()
    {
        var name = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.Equal(12 + 255 + 4 + 11, DnsQuery.Create(name, DnsRecordType.A, randomizeCase: true).Datagram.Length);
    }

    [Fact]
    public void Questions_DifferInIdAndSpelling()
    {
        var queries = Enumerable.Range(0, 200).Select(_ => DnsQuery.Create("a-rather-long-name.example", DnsRecordType.A, randomizeCase: true).Datagram).ToList();

        // 200 of 65,536 ids: about 0.3 twins; of 2²² spellings none. Ten twins come up less than once in 10¹² runs.
        Assert.True(queries.Select(query => Convert.ToHexString(query.Span[..2])).Distinct().Count() > 190);
        Assert.True(queries.Select(query => Convert.ToHexString(query.Span[12..])).Distinct().Count() > 190);
    }

    [Fact]
    public void WithoutRandomCase_TheNameIsAskedAsItIs()
    {
        var query = DnsQuery.Create("shop.example", DnsRecordType.A, randomizeCase: false);
        Assert.Equal(Packet.Name("shop.example"), query.Datagram[12..26].ToArray());
    }

    [Fact]
    public void OnlyAnAnswerToThisVeryQuestion_IsRead()
    {
        var query = DnsQuery.Create("shop.example", DnsRecordType.A, randomizeCase: false);
        var datagram = query.Datagram.ToArray();
        Assert.NotNull(query.ReadAnswer(Packet.AnswerTo(datagram).Host("shop.example", "10.0.0.1").Bytes));

        Assert.Null(query.ReadAnswer(datagram));
        Assert.Null(query.ReadAnswer([]));
        Assert.Null(query.ReadAnswer(datagram.AsSpan(0, 20)));
        Assert.Null(query.ReadAnswer(Packet.AnswerTo(datagram).With(0, (byte)(datagram[0] + 1)).Bytes));
        Assert.Null(query.ReadAnswer(Packet.AnswerTo(datagram).With(13, (byte)'S').Bytes));
        Assert.Null(query.ReadAnswer(Packet.AnswerTo(datagram).With(27, (byte)DnsRecordType.Aaaa).Bytes));
        Assert.Null(query.ReadAnswer(Packet.AnswerTo(datagram).With(29, 3).Bytes));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("_http._tcp.Shop-1.example")]
    public void Name_CanBeAskedFor(string name) => Assert.True(DnsName.IsAskable(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("a\\046b")]
    [InlineData("käse.example")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Name_CannotBeAskedFor(string name) => Assert.False(DnsName.IsAskable(name));

    [Fact]
    public void Name_OfMoreThan253Characters_CannotBeAskedFor()
    {
        Assert.True(DnsName.IsAskable(string.Join('.', Enumerable.Repeat("a", 127))));
        Assert.False(DnsName.IsAskable(string.Join('.', Enumerable.Repeat("a", 128))));
    }
}
