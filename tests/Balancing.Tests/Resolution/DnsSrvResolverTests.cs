using Balancing.Resolution;
using Balancing.Resolution.DnsProtocol;
using Balancing.Tests.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution;

public sealed class DnsSrvResolverTests : IAsyncLifetime
{
    private const string Name = "_http._tcp.shop.example";

    private readonly ScriptedNameServer _server = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingListener _listener = new();
    private IDisposable? _subscription;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _subscription?.Dispose();
        await _clock.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Records_BecomeEndpoints_WithPortPriorityWeightAndName()
    {
        _server.OnUdp = question => question.Answer()
            .Service(Name, 1, 0, 8443, "c.example").Service(Name, 0, 300, 8443, "b.example").Service(Name, 0, 100, 9443, "a.example")
            .Host("a.example", "10.0.0.1", 20, Packet.Additionals).Host("b.example", "10.0.0.2", section: Packet.Additionals)
            .Host("b.example", "10.0.0.3", section: Packet.Additionals).Host("c.example", "10.0.0.4", section: Packet.Additionals).Opt().Bytes;
        Subscribe();

        Assert.Equal(
            [
                new("https://10.0.0.1:9443/v2") { HostName = "a.example:9443", Weight = 100 },
                new("https://10.0.0.2:8443/v2") { HostName = "b.example:8443", Weight = 150 },
                new("https://10.0.0.3:8443/v2") { HostName = "b.example:8443", Weight = 150 },
                new("https://10.0.0.4:8443/v2") { HostName = "c.example:8443", Weight = 1, Priority = 1 },
            ],
            (await _listener.NextAsync()).Endpoints!);
        await _clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(20), _clock.NextDue);
        Assert.Equal(1, _server.Unread);
    }

    [Fact]
    public async Task TargetsWithoutAddresses_AreLookedUp_AndOnesThatHaveNoneTakeNoPart()
    {
        _server.OnUdp = question => question switch
        {
            { Type: DnsRecordType.Srv } => Enumerable.Range(0, 20).Aggregate(question.Answer(), (answer, i) => answer.Service(Name, 0, i == 7 ? 0 : 1, 80, $"t{i}.example")).Bytes,
            { Name: "t7.example" } => question.Answer(DnsResponseCode.NxDomain).Bytes,
            _ => question.Answer().Host(question.Name, $"10.0.0.{question.Name[1..^8]}").Bytes,
        };
        Subscribe();
        var endpoints = (await _listener.NextAsync()).Endpoints!;
        Assert.Equal(19, endpoints.Count);
        Assert.All(endpoints, endpoint => Assert.Equal($"t{endpoint.Address.Host[7..]}.example", endpoint.HostName!.Split(':')[0]));
        Assert.Equal(21, _server.Unread);
    }

    [Fact]
    public async Task ATargetThatCannotBeLookedUp_IsAFailureOfTheWhole()
    {
        _server.OnUdp = question => question.Type == DnsRecordType.Srv
            ? question.Answer().Service(Name, 0, 1, 80, "a.example").Service(Name, 0, 1, 80, "b.example").Bytes
            : question.Name == "a.example" ? question.Answer(DnsResponseCode.Refused).Bytes : question.Answer().Host("b.example", "10.0.0.2").Bytes;
        Subscribe();
        Assert.Contains("'a.example'", (await _listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such name", "There is no such name.")]
    [InlineData("no record", "It has no SRV record.")]
    [InlineData("root", "Its SRV record says that the service is not available.")]
    [InlineData("port 0", "Its SRV record says that the service is not available.")]
    [InlineData("no address", "None of its targets has an address.")]
    public async Task NothingThere_IsAFailure_ThatSaysWhy(string what, string expected)
    {
        _server.OnUdp = question => what switch
        {
            "no such name" => question.Answer(DnsResponseCode.NxDomain).None("example", 25, 25).Bytes,
            "no record" => question.Answer().None("example", 25, 25).Bytes,
            "root" => question.Answer().Service(Name, 0, 0, 80, "", 25).Bytes,
            "port 0" => question.Answer().Service(Name, 0, 0, 0, "a.example", 25).Bytes,
            _ => question.Type == DnsRecordType.Srv ? question.Answer().Service(Name, 0, 0, 80, "a.example", 25).Bytes : question.Answer(DnsResponseCode.NxDomain).Bytes,
        };
        Subscribe();
        Assert.Equal($"Looking up '{Name}' failed: {expected}", (await _listener.NextAsync()).Error!.Message);
        await _clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(25), _clock.NextDue);
    }

    [Fact]
    public async Task ATargetThatIsNoHostName_IsRefused()
    {
        _server.OnUdp = question => question.Answer().Record(Packet.Answers, Packet.ToQuestion, DnsRecordType.Srv, 9, [0, 0, 0, 0, 0, 80, 3, (byte)'a', (byte)'\n', (byte)'b', 0]).Bytes;
        Subscribe();
        Assert.Contains("'a\\010b' is not a host name", (await _listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfTwoTargetsThatAreOneMachine_TheOneOfLowerPriorityCounts()
    {
        _server.OnUdp = question => question.Answer().Service(Name, 1, 5, 80, "a.example").Service(Name, 0, 7, 80, "b.example")
            .Host("a.example", "10.0.0.1", section: Packet.Additionals).Host("b.example", "10.0.0.1", section: Packet.Additionals).Bytes;
        Subscribe();
        Assert.StartsWith("b.example", Assert.Single((await _listener.NextAsync()).Endpoints!).HostName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServersAndSearchList_ComeFromTheFile_WhichIsReadAgain()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var other = new ScriptedNameServer(question => question.Answer().Service(question.Name, 0, 1, 81, "a.example").Host("a.example", "10.0.0.1", section: Packet.Additionals).Bytes);
        _server.OnUdp = question => question.Name == "_http._tcp.shop.example"
            ? question.Answer().Service(question.Name, 0, 1, 80, "a.example").Host("a.example", "10.0.0.1", section: Packet.Additionals).Bytes
            : question.Answer(DnsResponseCode.NxDomain).Bytes;
        try
        {
            await File.WriteAllTextAsync(file, $"nameserver {_server.EndPoint}\nsearch nowhere.example example\noptions ndots:5");
            var options = new DnsOptions { Jitter = 0, AddressFamilies = DnsAddressFamilies.IPv4 };
            var resolver = new DnsSrvResolver("_http._tcp.shop", "http", "", options, file, _clock, null);
            _subscription = resolver.Subscribe(_listener);
            Assert.Equal("http://10.0.0.1/", Assert.Single((await _listener.NextAsync()).Endpoints!).Address.ToString());
            Assert.Equal("_http._tcp.shop.nowhere.example", (await _server.NextAsync()).Name);
            await _clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));

            await File.WriteAllTextAsync(file, $"nameserver {other.EndPoint}");
            _clock.Advance(TimeSpan.FromSeconds(60));
            Assert.Equal("http://10.0.0.1:81/", Assert.Single((await _listener.NextAsync()).Endpoints!).Address.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Subscribe()
    {
        var options = new DnsOptions { Servers = [_server.EndPoint.ToString()], Jitter = 0, AddressFamilies = DnsAddressFamilies.IPv4 };
        _subscription = new DnsSrvResolver(Name, "https", "/v2", options, _clock).Subscribe(_listener);
    }
}
