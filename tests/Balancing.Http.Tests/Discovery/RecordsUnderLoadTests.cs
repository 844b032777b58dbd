using Balancing.Http.Tests.Support;
using Balancing.Resolution;
using Balancing.Tests.Resolution.NameServers;

namespace Balancing.Http.Tests.Discovery;

/// <summary>Records come and go at real name servers, and servers with them, while requests go on: none of them notices.</summary>
public sealed class RecordsUnderLoadTests : IAsyncLifetime
{
    private readonly ServerRig _rig = new();
    private readonly LoopbackFleet _fleet = new();

    private DnsOptions Options => _rig.Options with { MinInterval = TimeSpan.FromMilliseconds(100), Interval = TimeSpan.FromSeconds(1), Attempts = 2 };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [NameServerFact("named", "nsupdate")]
    public Task RecordsOfBind_AreFollowedUnderLoad_AndNoRequestFails() => FollowAsync(new BindRecords(_rig));

    [NameServerFact("knotd", "nsupdate")]
    public Task RecordsOfKnot_AreFollowedUnderLoad_AndNoRequestFails() => FollowAsync(new KnotRecords(_rig));

    [NameServerFact("dnsmasq")]
    public Task RecordsOfDnsmasq_AreFollowedUnderLoad_AndNoRequestFails() => FollowAsync(new DnsmasqRecords(_rig));

    [NameServerFact("named")]
    public async Task NameServerThatIsDown_FailsNoRequest_AndIsFollowedAgainWhenItIsBack()
    {
        var records = new BindRecords(_rig);
        await _fleet.StartAsync(1, 2, 3);
        await records.StartAsync(LoopbackFleet.Address(1), LoopbackFleet.Address(2));
        await using var client = Client();
        var load = new SteadyLoad(client.Http);
        await load.RoundsAsync(5);

        // For longer than the first retry takes to come, which is a second: 75 requests of each worker, 20 ms apart at least.
        await _rig.StopAsync();
        await Clock.WhenAsync(() => client.ResolverFailures >= 1);
        await load.RoundsAsync(75);
        Assert.Equal("127.0.7.1 127.0.7.2", client.Hosts());

        await records.RestartAsync(LoopbackFleet.Address(2), LoopbackFleet.Address(3));
        await Clock.WhenAsync(() => _fleet.RequestsOf(3) > 0);
        Assert.Equal("127.0.7.2 127.0.7.3", client.Hosts());
        await StopUnusedAsync(load, 1);

        Assert.Empty(await load.EndAsync());
    }

    private async Task FollowAsync(HostRecords records)
    {
        await _fleet.StartAsync(1, 2, 3, 4);
        await records.StartAsync(LoopbackFleet.Address(1), LoopbackFleet.Address(2));
        await using var client = Client();
        var load = new SteadyLoad(client.Http);
        await GetsRequestsAsync(1);
        await GetsRequestsAsync(2);
        Assert.Equal((0, 0), (_fleet.RequestsOf(3), _fleet.RequestsOf(4)));

        foreach (var added in new[] { 3, 4 })
        {
            await records.AddAsync(LoopbackFleet.Address(added));
            await GetsRequestsAsync(added);
        }

        await records.RemoveAsync(LoopbackFleet.Address(1));
        await IsGoneAsync(client, 1);
        await StopUnusedAsync(load, 1);

        // Each of the three has a request when the second one's record goes.
        var slow = Enumerable.Range(0, 3).Select(_ => client.Http.GetStringAsync("/slow")).ToArray();
        var departing = client.Cluster.Endpoints.Single(endpoint => endpoint.Address.Host == LoopbackFleet.Address(2));
        await Clock.WhenAsync(() => client.Cluster.InFlight() >= 3);
        await records.RemoveAsync(LoopbackFleet.Address(2));
        await IsGoneAsync(client, 2);
        _fleet.Held.SetResult();
        Assert.All(await Task.WhenAll(slow), answer => Assert.EndsWith($" {HostRecords.Host}:{_fleet.Port}", answer, StringComparison.Ordinal));
        await StopUnusedAsync(load, 2);
        Assert.Equal(0, departing.InFlight);

        // An address that has gone may come back, with another server behind it.
        await _fleet.StartAsync(1);
        await records.AddAsync(LoopbackFleet.Address(1));
        await GetsRequestsAsync(1);

        Assert.Empty(await load.EndAsync());
        Assert.Equal(0, client.ResolverFailures);
    }

    private DiscoveredClient Client() => new(new DnsResolver($"http://{HostRecords.Host}:{_fleet.Port}", Options));

    private Task GetsRequestsAsync(int number) => Clock.WhenAsync(() => _fleet.RequestsOf(number) > 0);

    private static Task IsGoneAsync(DiscoveredClient client, int number) =>
        Clock.WhenAsync(() => !client.Hosts().Contains(LoopbackFleet.Address(number), StringComparison.Ordinal));

    /// <summary>A server that the client has forgotten: what had been sent to it by then comes to its end, and nothing more comes.</summary>
    private async Task StopUnusedAsync(SteadyLoad load, int number)
    {
        await load.RoundAsync();
        var last = _fleet.RequestsOf(number);
        await load.RoundsAsync(10);
        Assert.Equal(last, _fleet.RequestsOf(number));
        await _fleet.StopAsync(number);
    }
}
