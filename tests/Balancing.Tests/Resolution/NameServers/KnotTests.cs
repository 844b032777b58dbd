using System.Net;
using System.Net.Sockets;
using Balancing.Resolution;

namespace Balancing.Tests.Resolution.NameServers;

/// <summary>Knot, reached by IPv6.</summary>
public sealed class KnotTests : IAsyncLifetime
{
    private ServerRig? _rig;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_rig is not null) await _rig.DisposeAsync();
    }

    [NameServerFact("knotd")]
    public async Task ByIPv6_ManyServices_ComeByTcp_AndTheirTargetsAreLookedUp()
    {
        const int Targets = 120;
        _rig = new ServerRig(Socket.OSSupportsIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        var records = Enumerable.Range(0, Targets).Select(i => $"_http._tcp IN SRV {i % 3} {i} 8080 t{i}\nt{i} IN A 10.0.0.{1 + i}\n");
        _rig.Write("shop.example.zone", $"$ORIGIN shop.example.\n$TTL 60\n@ IN SOA ns admin 1 60 60 60 5\n@ IN NS ns\nns IN A 127.0.0.1\n{string.Concat(records)}");
        var config = _rig.Write("knot.conf", $"""
            server:
                rundir: "{_rig.Folder}"
                listen: "{_rig.Server.Address}@{_rig.Server.Port}"
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: "{_rig.Folder}"
            zone:
              - domain: shop.example
                storage: "{_rig.Folder}"
                file: shop.example.zone
            """);
        await _rig.StartAsync("knotd", "loaded, serial", "-c", config);

        _rig.Subscribe(new DnsSrvResolver("_http._tcp.shop.example", options: _rig.Options, time: _rig.Clock));
        var report = await _rig.Listener.NextAsync();
        Assert.Null(report.Error);
        Assert.Equal(Targets, report.Endpoints!.Count);
        Assert.All(report.Endpoints, endpoint => Assert.Equal($"10.0.0.{1 + int.Parse(endpoint.HostName!.Split('.')[0][1..])}", endpoint.Address.Host));
        Assert.Equal([0, 1, 2], report.Endpoints.Select(endpoint => endpoint.Priority).Distinct());
    }
}
