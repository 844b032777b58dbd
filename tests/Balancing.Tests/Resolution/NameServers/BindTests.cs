using System.Net;
using Balancing.Resolution;

namespace Balancing.Tests.Resolution.NameServers;

/// <summary>BIND, with a zone that is changed while it runs.</summary>
public sealed class BindTests : IAsyncLifetime
{
    private const string Zone = """
        $TTL 30
        @ IN SOA ns.shop.example. admin.shop.example. 1 60 60 60 5
        @ IN NS ns
        ns IN A 127.0.0.1
        api IN A 10.0.0.1
        api IN A 10.0.0.2
        www IN CNAME api
        both IN A 10.0.0.1
        both IN AAAA fd00::1
        a IN A 10.0.1.1
        b IN A 10.0.1.2
        c IN A 10.0.1.3
        _http._tcp IN SRV 0 30 8080 a
        _http._tcp IN SRV 0 10 8080 b
        _http._tcp IN SRV 1 0 9090 c
        _gone._tcp IN SRV 0 0 0 .

        """;

    private readonly ServerRig _rig = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [NameServerFact("named", "nsupdate")]
    public async Task RecordsThatComeAndGo_AreFollowed()
    {
        await StartAsync();
        _rig.Subscribe(new DnsResolver("http://api.shop.example:8080", _rig.Options, _rig.Clock));
        Assert.Equal("10.0.0.1 10.0.0.2", Hosts(await _rig.Listener.NextAsync()));

        await UpdateAsync("update add api.shop.example 30 A 10.0.0.3");
        Assert.Equal("10.0.0.1 10.0.0.2 10.0.0.3", Hosts(await _rig.AskAgainAsync()));

        await UpdateAsync("update delete api.shop.example A 10.0.0.1");
        Assert.Equal("10.0.0.2 10.0.0.3", Hosts(await _rig.AskAgainAsync()));

        await UpdateAsync("update delete api.shop.example A");
        Assert.Contains("It has no address.", (await _rig.AskAgainAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [NameServerFact("named", "nsupdate")]
    public async Task ACluster_KeepsItsListWhileTheServerIsDown_AndFollowsAgainAfterwards()
    {
        await StartAsync();
        _rig.Subscribe(new DnsResolver("http://api.shop.example:8080", _rig.Options, _rig.Clock));
        Assert.Equal("10.0.0.1 10.0.0.2", Hosts(await _rig.Listener.NextAsync()));

        await _rig.StopAsync();
        Assert.IsType<DnsLookupException>((await _rig.AskAgainAsync()).Error);
        Assert.IsType<DnsLookupException>((await _rig.AskAgainAsync()).Error);

        await _rig.RestartAsync();
        await UpdateAsync("update add api.shop.example 30 A 10.0.0.3");
        Assert.Equal("10.0.0.1 10.0.0.2 10.0.0.3", Hosts(await _rig.AskAgainAsync()));
    }

    [NameServerFact("named", "nsupdate")]
    public async Task AnAnswerTooLongForADatagram_ComesByTcp()
    {
        await StartAsync();
        // 16 bytes each are more than 1,232 together; more than 100 of a name, named does not take.
        await UpdateAsync([.. Enumerable.Range(1, 95).Select(i => $"update add many.shop.example 30 A 10.1.0.{i}")]);
        _rig.Subscribe(new DnsResolver("http://many.shop.example", _rig.Options, _rig.Clock));
        Assert.Equal(95, (await _rig.Listener.NextAsync()).Endpoints!.Count);
    }

    [NameServerFact("named")]
    public async Task Services_HaveTheirPrioritiesAndWeights()
    {
        await StartAsync();
        _rig.Subscribe(new DnsSrvResolver("_http._tcp.shop.example", "http", "/v2", _rig.Options, _rig.Clock));
        Assert.Equal(
            [
                new("http://10.0.1.1:8080/v2") { HostName = "a.shop.example:8080", Weight = 30 },
                new("http://10.0.1.2:8080/v2") { HostName = "b.shop.example:8080", Weight = 10 },
                new("http://10.0.1.3:9090/v2") { HostName = "c.shop.example:9090", Weight = 1, Priority = 1 },
            ],
            (await _rig.Listener.NextAsync()).Endpoints!);
        await _rig.Clock.WhenTimersAsync(1).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), _rig.Clock.NextDue);
    }

    [NameServerFact("named")]
    public async Task AServiceThatIsNotAvailable_AndANameThatDoesNotExist_AreFailures()
    {
        await StartAsync();
        _rig.Subscribe(new DnsSrvResolver("_gone._tcp.shop.example", options: _rig.Options, time: _rig.Clock));
        Assert.Contains("not available", (await _rig.Listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
        _rig.Subscribe(new DnsSrvResolver("_none._tcp.shop.example", options: _rig.Options, time: _rig.Clock));
        Assert.Contains("no such name", (await _rig.Listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [NameServerFact("named")]
    public async Task Aliases_AndBothFamilies_AreFollowed()
    {
        await StartAsync();
        _rig.Subscribe(new DnsResolver("https://www.shop.example", _rig.Options, _rig.Clock));
        var endpoints = (await _rig.Listener.NextAsync()).Endpoints!;
        Assert.Equal(2, endpoints.Count);
        Assert.All(endpoints, endpoint => Assert.Equal("www.shop.example", endpoint.HostName));

        _rig.Subscribe(new DnsResolver("https://both.shop.example", _rig.Options with { AddressFamilies = DnsAddressFamilies.Both }, _rig.Clock));
        Assert.Equal("10.0.0.1 [fd00::1]", Hosts(await _rig.Listener.NextAsync()));
    }

    private static string Hosts(RecordingListener.Report report) => string.Join(' ', report.Endpoints!.Select(endpoint => endpoint.Address.Host));

    private Task StartAsync() => _rig.StartBindAsync(Zone);

    private Task UpdateAsync(params IReadOnlyList<string> lines) => _rig.UpdateAsync(lines);
}
