using Balancing.Resolution;

namespace Balancing.Tests.Resolution.NameServers;

/// <summary>dnsmasq: what home routers and many development machines ask.</summary>
public sealed class DnsmasqTests : IAsyncLifetime
{
    private readonly ServerRig _rig = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [NameServerFact("dnsmasq")]
    public async Task AddressesAndServices_AreFound()
    {
        await StartAsync();
        _rig.Subscribe(new DnsResolver("http://shop.test", _rig.Options with { AddressFamilies = DnsAddressFamilies.Both }, _rig.Clock));
        Assert.Equal(["10.0.0.1", "[fd00::1]"], (await _rig.Listener.NextAsync()).Endpoints!.Select(endpoint => endpoint.Address.Host));

        _rig.Subscribe(new DnsSrvResolver("_http._tcp.shop.test", options: _rig.Options, time: _rig.Clock));
        Assert.Equal(
            [new("http://10.0.0.1:8080") { HostName = "shop.test:8080", Weight = 20 }, new("http://10.0.0.2:8081") { HostName = "two.test:8081", Weight = 5, Priority = 1 }],
            (await _rig.Listener.NextAsync()).Endpoints!);
    }

    [NameServerFact("dnsmasq")]
    public async Task AnAlias_IsFollowed()
    {
        await StartAsync();
        _rig.Subscribe(new DnsResolver("http://www.test", _rig.Options, _rig.Clock));
        var endpoint = Assert.Single((await _rig.Listener.NextAsync()).Endpoints!);
        Assert.Equal(("10.0.0.2", "www.test"), (endpoint.Address.Host, endpoint.HostName));
    }

    [NameServerFact("dnsmasq")]
    public async Task AServerThatAsksNobody_RefusesForeignNames()
    {
        await StartAsync();
        _rig.Subscribe(new DnsResolver("http://elsewhere.example", _rig.Options, _rig.Clock));
        Assert.Contains("REFUSED", (await _rig.Listener.NextAsync()).Error!.Message, StringComparison.Ordinal);
    }

    private Task StartAsync() => _rig.StartAsync(
        "dnsmasq", "", "-k", "-u", Environment.UserName, "-C", _rig.Write("dnsmasq.conf", ""), "--no-resolv", "--no-hosts", "--bind-interfaces", "--pid-file=", "--listen-address=127.0.0.1",
        "--except-interface=none", $"--port={_rig.Server.Port}", "--local=/test/", "--host-record=shop.test,10.0.0.1,fd00::1", "--host-record=two.test,10.0.0.2", "--cname=www.test,two.test",
        "--srv-host=_http._tcp.shop.test,shop.test,8080,0,20", "--srv-host=_http._tcp.shop.test,two.test,8081,1,5");
}
