using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

public sealed class DnsAnswerTests
{
    [Fact]
    public void Aliases_AreFollowed_AndTheShortestTimeCounts()
    {
        var answer = Of(Packet.Answer("a", DnsRecordType.A).Alias("b", "c", 5).Alias("a", "b", 50).Host("c", "10.0.0.1", 30).Host("x", "10.9.9.9", 1));
        Assert.Equal("c", answer.Name);
        Assert.Equal("c", Assert.Single(answer.Records).Name);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Ttl);
        Assert.False(answer.IsUnfinished);
    }

    [Fact]
    public void AnAliasToNowhere_IsUnfinished() =>
        Assert.True(Of(Packet.Answer("a", DnsRecordType.A).Alias("a", "b")) is { IsUnfinished: true, Name: "b", AliasTtl.TotalSeconds: 60, Ttl: null });

    [Fact]
    public void AliasesInACircle_AreRefused() =>
        Assert.Throws<InvalidDataException>(() => Of(Packet.Answer("a", DnsRecordType.A).Alias("a", "b").Alias("b", "a")));

    [Fact]
    public void NoSuchName_AndNoSuchRecord_HoldAsLongAsTheSoaSays()
    {
        Assert.True(Of(Packet.Answer("a", DnsRecordType.A, DnsResponseCode.NxDomain).None("example", 10, 300)) is { NameExists: false, Records.Count: 0, Ttl.TotalSeconds: 10 });
        Assert.True(Of(Packet.Answer("a", DnsRecordType.A).None("example", 300, 20)) is { NameExists: true, Records.Count: 0, Ttl.TotalSeconds: 20, IsUnfinished: false });
        Assert.True(Of(Packet.Answer("a", DnsRecordType.A)) is { Records.Count: 0, Ttl: null, IsUnfinished: false });
    }

    [Fact]
    public void RecordsOfAnotherType_AreNotTheAnswer() => Assert.Empty(Of(Packet.Answer("a", DnsRecordType.A).Host("a", "fd00::1")).Records);

    private static DnsAnswer Of(Packet packet)
    {
        Assert.True(DnsMessage.TryParse(packet.Bytes, out var message));
        var hops = 8;
        return DnsAnswer.From(message, "a", DnsRecordType.A, ref hops);
    }
}
