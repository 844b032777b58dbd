using System.Net;
using Balancing.Resolution;
using Balancing.Resolution.DnsProtocol;
using Balancing.Tests.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution;

public sealed class DnsResolverTests : IAsyncLifetime
{
    private readonly ScriptedNameServer _server = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingListener _listener = new();
    private IDisposable? _subscription;
    private DnsResolver? _resolver;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _subscription?.Dispose();
        await _clock.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task EachAddress_IsAnEndpoint_AndTheNameStaysLogical()
    {
        _server.OnUdp = question => question.Type == DnsRecordType.A
            ? question.Answer().Host("catalog.internal", "10.0.0.2").Host("catalog.internal", "10.0.0.1").Host("catalog.internal", "0.0.0.0").Bytes
            : question.Answer().Host("catalog.internal", "fd00::1").Bytes;
        Subscribe("https://Catalog.internal:8443/base/");

        var endpoints = (await _listener.NextAsync()).Endpoints!;
        Assert.Equal(["https://10.0.0.1:8443/base", "https://10.0.0.2:8443/base", "https://[fd00::1]:8443/base"], endpoints.Select(endpoint => endpoint.Address.ToString()));
        Assert.All(endpoints, endpoint => Assert.Equal("catalog.internal:8443", endpoint.HostName));
    }

    [Theory]
    [InlineData("https://catalog.internal", "https://10.0.0.1/", "catalog.internal")]
    [InlineData("https://catalog.internal:443/", "https://10.0.0.1/", "catalog.internal")]
    [InlineData("http://catalog.internal.", "http://10.0.0.1/", "catalog.internal")]
    [InlineData("tcp://catalog.internal:5432", "tcp://10.0.0.1:5432", "catalog.internal:5432")]
    public async Task HostName_HasThePortOnlyIfItIsNotTheSchemesOwn_AndNoDotAtItsEnd(string template, string address, string hostName)
    {
        _server.OnUdp = question => question.Answer().Host("catalog.internal", "10.0.0.1").Bytes;
        Subscribe(template, options => options.AddressFamilies = DnsAddressFamilies.IPv4);
        var endpoint = Assert.Single((await _listener.NextAsync()).Endpoints!);
        Assert.Equal((new Uri(address), hostName), (endpoint.Address, endpoint.HostName));
    }

    [Theory]
    [InlineData(DnsAddressFamilies.IPv4, true, true, "10.0.0.1", 1)]
    [InlineData(DnsAddressFamilies.IPv6, true, true, "[fd00::1]", 1)]
    [InlineData(DnsAddressFamilies.Both, true, true, "10.0.0.1 [fd00::1]", 2)]
    [InlineData(DnsAddressFamilies.Both, true, false, "10.0.0.1", 2)]
    [InlineData(DnsAddressFamilies.PreferIPv4, true, true, "10.0.0.1", 1)]
    [InlineData(DnsAddressFamilies.PreferIPv4, false, true, "[fd00::1]", 2)]
    [InlineData(DnsAddressFamilies.PreferIPv6, true, true, "[fd00::1]", 1)]
    [InlineData(DnsAddressFamilies.PreferIPv6, true, false, "10.0.0.1", 2)]
    public async Task Families_AreAskedForAsSaid(DnsAddressFamilies families, bool hasIPv4, bool hasIPv6, string expected, int questions)
    {
        _server.OnUdp = question => question.Type switch
        {
            DnsRecordType.A when hasIPv4 => question.Answer().Host("shop", "10.0.0.1").Bytes,
            DnsRecordType.Aaaa when hasIPv6 => question.Answer().Host("shop", "fd00::1").Bytes,
            _ => question.Answer().None("shop", 1, 1).Bytes,
        };
        Subscribe("http://shop", options => options.AddressFamilies = families);
        Assert.Equal(expected, string.Join(' ', (await _listener.NextAsync()).Endpoints!.Select(endpoint => endpoint.Address.Host)));
        await AsleepAsync();
        Assert.Equal(questions, _server.Unread);
        Assert.Equal(TimeSpan.FromSeconds(60), _clock.NextDue);
    }

    [Fact]
    public async Task HalfAnAnswer_IsAFailure()
    {
        _server.OnUdp = question => question.Type == DnsRecordType.A ? question.Answer().Host("shop", "10.0.0.1").Bytes : question.Answer(DnsResponseCode.ServFail).Bytes;
        Subscribe("http://shop");
        Assert.Contains("SERVFAIL", Assert.IsType<DnsLookupException>((await _listener.NextAsync()).Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTtl_SaysWhenToAskAgain_AndFailuresAreTriedSooner()
    {
        Func<ScriptedNameServer.Question, byte[]> good = question => question.Answer().Host("shop", "10.0.0.1", 90).Bytes;
        Func<ScriptedNameServer.Question, byte[]> none = question => question.Answer(DnsResponseCode.NxDomain).Bytes;
        Func<ScriptedNameServer.Question, byte[]> broken = question => question.Answer(DnsResponseCode.ServFail).Bytes;
        var script = new Queue<Func<ScriptedNameServer.Question, byte[]>>([good, none, broken, broken, broken, good]);
        _server.OnUdp = question => script.Dequeue()(question);
        Subscribe("http://shop", options => (options.AddressFamilies, options.Attempts) = (DnsAddressFamilies.IPv4, 1));

        foreach (var (failed, next) in new[] { (false, 90), (true, 2), (true, 2), (true, 4), (true, 8), (false, 90) })
        {
            var report = await _listener.NextAsync();
            Assert.Equal(failed, report.Error is DnsLookupException { Name: "shop" });
            await AsleepAsync();
            Assert.Equal(TimeSpan.FromSeconds(next), _clock.NextDue);
            if (script.Count > 0) _clock.Advance(TimeSpan.FromSeconds(next));
        }
    }

    [Fact]
    public async Task Refresh_AsksAtOnce_ButNotSoonerThanTheSpacing_AndOnceForAll()
    {
        _server.OnUdp = question => question.Answer().Host("shop", "10.0.0.1").Bytes;
        Subscribe("http://shop", options => options.AddressFamilies = DnsAddressFamilies.IPv4);
        await _listener.NextAsync();
        await AsleepAsync();

        _clock.Advance(TimeSpan.FromSeconds(10));
        _resolver!.Refresh();
        await _listener.NextAsync();
        await AsleepAsync();

        for (var i = 0; i < 100; i++) _resolver.Refresh();
        await UntilDueAsync(TimeSpan.FromSeconds(2));
        _resolver.Refresh();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _listener.NextAsync();
        await UntilDueAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(3, _server.Unread);
    }

    [Fact]
    public async Task ARefreshWhileAQuestionIsUnderWay_IsOneMoreQuestion()
    {
        Subscribe("http://shop", options => options.AddressFamilies = DnsAddressFamilies.IPv4);
        var question = await _server.NextAsync();
        _resolver!.Refresh();
        question.Reply(question.Answer().Host("shop", "10.0.0.1").Bytes);
        await _listener.NextAsync();
        await UntilDueAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Disposed_WithAQuestionUnderWay_NothingIsReported()
    {
        Subscribe("http://shop");
        var question = await _server.NextAsync();
        _subscription!.Dispose();
        _subscription.Dispose();
        question.Reply(question.Answer().Host("shop", "10.0.0.1").Bytes);
        await _clock.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _listener.Unread);
    }

    [Fact]
    public async Task AThousandSubscriptions_LeaveNothingBehind()
    {
        var resolver = new DnsResolver("http://shop", new DnsOptions { Servers = [_server.EndPoint.ToString()] }, _clock);
        Parallel.For(0, 1_000, _ =>
        {
            var subscription = resolver.Subscribe(_listener);
            resolver.Refresh();
            subscription.Dispose();
        });

        // Loops that have begun notice on their own threads. Nobody has answered, so nothing can have been reported.
        await _clock.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, resolver.Subscribers);
        Assert.Equal(0, _listener.Unread);
        await UntilAsync(() => SocketsToTheServer() == 0);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task AQuestionUnderWay_HasASocket_AndAnAnswerEndsIt()
    {
        Subscribe("http://shop", options => options.AddressFamilies = DnsAddressFamilies.IPv4);
        var question = await _server.NextAsync();
        if (OperatingSystem.IsLinux()) Assert.Equal(1, SocketsToTheServer());
        question.Reply(question.Answer().Host("shop", "10.0.0.1").Bytes);
        await _listener.NextAsync();
        Assert.Equal(0, SocketsToTheServer());
    }

    [Fact]
    public async Task WithoutServers_TheSystemIsAsked_OncePerInterval()
    {
        _resolver = new DnsResolver("http://localhost:8080", new DnsOptions { AddressFamilies = DnsAddressFamilies.PreferIPv4 }, _clock, new ScriptedRandom(0.5, 0.5));
        _subscription = _resolver.Subscribe(_listener);
        var endpoint = Assert.Single((await _listener.NextAsync()).Endpoints!);
        Assert.Equal((IPAddress.Loopback.ToString(), "localhost:8080"), (endpoint.Address.Host, endpoint.HostName));
        await AsleepAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), _clock.NextDue);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await _listener.NextAsync();
    }

    private void Subscribe(string address, Action<DnsOptions>? configure = null)
    {
        var options = new DnsOptions { Servers = [_server.EndPoint.ToString()], Jitter = 0 };
        configure?.Invoke(options);
        _resolver = new DnsResolver(address, options, _clock);
        _subscription = _resolver.Subscribe(_listener);
    }

    private Task AsleepAsync() => _clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits until the loop sleeps for just that long: after a refresh it wakes up on a thread of its own.</summary>
    private Task UntilDueAsync(TimeSpan due) => UntilAsync(() => _clock.NextDue == due);

    /// <summary>Linux lists the sockets of the machine: those connected to the server's port, in hexadecimal, are this test's.</summary>
    private int SocketsToTheServer() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/net/udp").Count(line => line.Contains($" 0100007F:{_server.EndPoint.Port:X4} 01 ", StringComparison.Ordinal))
        : 0;

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
