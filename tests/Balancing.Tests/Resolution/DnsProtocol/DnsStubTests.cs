using System.Net;
using Balancing.Resolution;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>Who is asked when, and what counts as an answer.</summary>
public sealed class DnsStubTests : IAsyncLifetime
{
    private const string Name = "shop.example";

    private readonly ScriptedNameServer _first = new();
    private readonly ScriptedNameServer _second = new();
    private readonly FakeTimeProvider _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Assert.Equal(0, _clock.ActiveTimers);
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task ASilentServer_IsGivenUpAfterTheTimeout_AndTheNextOneAsked()
    {
        _second.OnUdp = Good;
        var asking = AskAsync();
        await _first.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        Assert.Equal(0, _second.Unread);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Single((await asking).Records);
    }

    [Fact]
    public async Task AllServers_AreAskedAsOftenAsSaid_AndTheErrorNamesThem()
    {
        var asking = AskAsync();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            foreach (var server in new[] { _first, _second })
            {
                await server.NextAsync();
                _clock.Advance(TimeSpan.FromSeconds(3));
            }
        }

        var error = await Assert.ThrowsAsync<DnsLookupException>(() => asking);
        Assert.Equal(Name, error.Name);
        Assert.Contains(_first.EndPoint.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_second.EndPoint}: no answer within 3 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(12), _clock.Elapsed);
    }

    [Theory]
    [InlineData(DnsResponseCode.ServFail)]
    [InlineData(DnsResponseCode.Refused)]
    [InlineData(DnsResponseCode.FormErr)]
    [InlineData(DnsResponseCode.NotImp)]
    public async Task AServerThatCannot_IsPassedOverAtOnce(object code)
    {
        _first.OnUdp = question => question.Answer((DnsResponseCode)code).Bytes;
        _second.OnUdp = Good;
        Assert.Single((await AskAsync()).Records);
        Assert.Equal(TimeSpan.Zero, _clock.Elapsed);
    }

    [Fact]
    public async Task AServerThatNeitherKnowsNorAsks_IsPassedOver()
    {
        _first.OnUdp = question => question.Answer().With(3, 0).Bytes;
        _second.OnUdp = Good;
        Assert.Single((await AskAsync()).Records);
    }

    [Fact]
    public async Task AServerThatIsNotThere_IsPassedOver()
    {
        await _first.DisposeAsync();
        _second.OnUdp = Good;
        var asking = AskAsync();

        // Where the system does not say that nobody is there, the time limit does.
        await Task.WhenAny(asking, _second.NextAsync().ContinueWith(_ => { }, TaskScheduler.Default));
        Assert.Single((await asking).Records);
    }

    [Fact]
    public async Task NoSuchName_IsAnAnswer_AndNobodyElseIsAsked()
    {
        _first.OnUdp = question => question.Answer(DnsResponseCode.NxDomain).None("example", 60, 7).Bytes;
        var answer = await AskAsync();
        Assert.Empty(answer.Records);
        Assert.False(answer.NameExists);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Ttl);
        Assert.Equal(0, _second.Unread);
    }

    [Fact]
    public async Task ATruncatedAnswer_IsAskedForByTcp_WhereBytesMayComeOneByOne()
    {
        _first.OnUdp = question => question.Answer(truncated: true).Bytes;
        _first.OnTcp = query => Packet.AnswerTo(query).Host(Name, "10.0.0.1").Host(Name, "10.0.0.2").Framed().Select(value => new[] { value });
        Assert.Equal(2, (await AskAsync()).Records.Count);
    }

    public static TheoryData<string> TcpLies => ["too long", "too short", "zero", "cut", "nothing", "id", "truncated", "garbage"];

    [Theory]
    [MemberData(nameof(TcpLies))]
    public async Task TcpThatLies_IsAFailureAtOnce_AndTheNextServerAsked(string lie)
    {
        _first.OnUdp = question => question.Answer(truncated: true).Bytes;
        _first.OnTcp = query =>
        {
            var answer = Packet.AnswerTo(query).Host(Name, "10.6.6.6");
            return lie switch
            {
                "too long" => [answer.Framed(lie: 1)],
                "too short" => [answer.Framed(lie: -1)],
                "zero" => [answer.Framed(lie: -answer.Bytes.Length)],
                "cut" => [answer.Framed()[..9]],
                "nothing" => [],
                "id" => [answer.With(0, (byte)(query[0] + 1)).Framed()],
                "truncated" => [Packet.AnswerTo(query, truncated: true).Framed()],
                _ => [Enumerable.Repeat((byte)255, 70_000).ToArray()],
            };
        };
        _second.OnUdp = Good;
        Assert.Equal("10.0.0.1", Assert.IsType<DnsRecord.Host>(Assert.Single((await AskAsync()).Records)).Address.ToString());
    }

    [Fact]
    public async Task ASlowTcpServer_IsGivenUpAfterTheTimeout()
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var never = new ManualResetEventSlim();
        _first.OnUdp = question => question.Answer(truncated: true).Bytes;
        _first.OnTcp = query => Slowly();
        _second.OnUdp = Good;
        var asking = AskAsync();
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Single((await asking).Records);
        never.Set();

        IEnumerable<byte[]> Slowly()
        {
            yield return [0];
            connected.SetResult();
            never.Wait();
        }
    }

    [Fact]
    public async Task AnAliasWithoutItsRecords_IsAskedForFurther()
    {
        _first.OnUdp = question => question.Name == Name
            ? question.Answer().Alias(Name, "a.example", 9).Bytes
            : question.Answer().Host("a.example", "10.0.0.1", 60).Bytes;
        var answer = await AskAsync();
        Assert.Equal("a.example", Assert.Single(answer.Records).Name);
        Assert.Equal(TimeSpan.FromSeconds(9), answer.Ttl);
    }

    [Fact]
    public async Task AliasesWithoutEnd_AreGivenUp()
    {
        var asked = 0;
        _first.OnUdp = question => question.Answer().Alias(question.Name, $"a{++asked}.example").Bytes;
        var error = await Assert.ThrowsAsync<DnsLookupException>(() => AskAsync());
        Assert.Contains("too many", error.Message, StringComparison.Ordinal);
        Assert.Equal(9, asked);
    }

    [Fact]
    public async Task Cancellation_EndsTheQuestionAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var asking = AskAsync(stop.Token);
        await _first.NextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(0, _second.Unread);
    }

    private static byte[] Good(ScriptedNameServer.Question question) => question.Answer().Host(Name, "10.0.0.1").Bytes;

    private Task<DnsAnswer> AskAsync(CancellationToken stop = default)
    {
        var options = new DnsOptions { Servers = [_first.EndPoint.ToString(), _second.EndPoint.ToString()] };
        return new DnsStub(new NameServerSource(options, "none"), options, _clock).ResolveAsync(Name, DnsRecordType.A, stop);
    }
}
