using System.Net;
using Balancing.Resolution;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>Packets that are no answer do no harm: neither are they believed, nor do they keep the answer from being heard.</summary>
public sealed class SpoofingTests : IAsyncLifetime
{
    private const string Name = "shop.example";

    private readonly ScriptedNameServer _server = new();
    private readonly FakeTimeProvider _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Assert.Equal(0, _clock.ActiveTimers);
        await _server.DisposeAsync();
    }

    public static TheoryData<string> Lies => ["id", "question", "spelling", "type", "query", "garbage", "empty", "short", "broken", "trailing"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task WrongPackets_ArePassedOver_UntilTheRightOneComes(string lie)
    {
        var asking = AskAsync();
        var question = await _server.NextAsync();
        for (var i = 0; i < 20; i++) question.Reply(Lie(question, lie));
        question.Reply(question.Answer().Host(Name, "10.0.0.1").Bytes);
        Assert.Equal("10.0.0.1", await asking);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task WithoutTheRightOne_TheTimeRunsOut(string lie)
    {
        var asking = AskAsync(attempts: 1);
        var question = await _server.NextAsync();
        question.Reply(Lie(question, lie));
        _clock.Advance(TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<DnsLookupException>(() => asking);
        Assert.Contains($"{_server.EndPoint}: no answer within 3 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerFromAnotherAddress_IsNotHeard_HoweverRight()
    {
        var asking = AskAsync();
        var question = await _server.NextAsync();
        question.ReplyFromElsewhere(question.Answer().Host(Name, "10.6.6.6").Bytes);
        question.Reply(question.Answer().Host(Name, "10.0.0.1").Bytes);
        Assert.Equal("10.0.0.1", await asking);
    }

    [Fact]
    public async Task ALateDuplicate_IsNotTakenForTheNextAnswer()
    {
        var first = AskAsync();
        var old = await _server.NextAsync();
        old.Reply(old.Answer().Host(Name, "10.0.0.1").Bytes);
        Assert.Equal("10.0.0.1", await first);

        var second = AskAsync();
        var question = await _server.NextAsync();

        // To the new port, as an attacker would who knows it.
        question.Reply(old.Answer().Host(Name, "10.6.6.6").Bytes);
        question.Reply(question.Answer().Host(Name, "10.0.0.2").Bytes);
        Assert.Equal("10.0.0.2", await second);
    }

    [Fact]
    public async Task EachQuestion_ComesFromAPortOfItsOwn()
    {
        _server.OnUdp = question => question.Answer().Host(Name, "10.0.0.1").Bytes;
        var ports = new HashSet<int>();
        for (var i = 0; i < 20; i++)
        {
            await AskAsync();
            ports.Add((await _server.NextAsync()).From.Port);
        }

        // About 28,000 ports: two twins among twenty questions are once in 10⁵ runs.
        Assert.InRange(ports.Count, 18, 20);
    }

    [Fact]
    public async Task RecordsOfOtherNames_AreNotBelieved()
    {
        _server.OnUdp = question => question.Answer().Host("other.example", "10.6.6.6").Host(Name, "10.0.0.1").Bytes;
        Assert.Equal("10.0.0.1", await AskAsync());
    }

    private static byte[] Lie(ScriptedNameServer.Question question, string lie)
    {
        var answer = question.Answer().Host(Name, "10.6.6.6");
        return lie switch
        {
            "id" => answer.With(1, (byte)(question.Bytes[1] + 1)).Bytes,
            "question" => answer.With(14, (byte)'x').Bytes,
            "spelling" => answer.With(14, (byte)(question.Bytes[14] ^ 0x20)).Bytes,
            "type" => answer.With(12 + 14 + 1, (byte)DnsRecordType.Aaaa).Bytes,
            "query" => question.Bytes,
            "garbage" => [.. question.Bytes[..2], .. Enumerable.Repeat((byte)0xC0, 500)],
            "empty" => [],
            "short" => answer.Bytes[..^1],
            "broken" => answer.With(7, 9).Bytes,
            _ => answer.Raw(1).Bytes,
        };
    }

    private async Task<string> AskAsync(int attempts = 2)
    {
        var options = new DnsOptions { Servers = [_server.EndPoint.ToString()], Attempts = attempts };
        var stub = new DnsStub(new NameServerSource(options, "none"), options, _clock);
        var answer = await stub.ResolveAsync(Name, DnsRecordType.A, CancellationToken.None);
        return Assert.IsType<DnsRecord.Host>(Assert.Single(answer.Records)).Address.ToString();
    }
}
