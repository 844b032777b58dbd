using Balancing.Tests.Resolution.NameServers;

namespace Balancing.Http.Tests.Discovery;

/// <summary>The addresses of <c>api.shop.example</c> at a real name server, which are changed while it runs.</summary>
/// <param name="rig">Where the server runs.</param>
internal abstract class HostRecords(ServerRig rig)
{
    public const string Host = "api.shop.example";

    protected ServerRig Rig => rig;

    public abstract Task StartAsync(params string[] addresses);

    public virtual Task AddAsync(string address) => Rig.UpdateAsync($"update add {Host} {Ttl} A {address}");

    public virtual Task RemoveAsync(string address) => Rig.UpdateAsync($"update delete {Host} A {address}");

    /// <summary>In seconds.</summary>
    protected abstract int Ttl { get; }

    protected string Zone(IEnumerable<string> addresses) =>
        $"$ORIGIN shop.example.\n$TTL {Ttl}\n@ IN SOA ns admin 1 60 60 60 1\n@ IN NS ns\nns IN A 127.0.0.1\n{string.Concat(addresses.Select(address => $"api IN A {address}\n"))}";
}

/// <summary>By BIND, with nothing to be remembered by anybody.</summary>
internal sealed class BindRecords(ServerRig rig) : HostRecords(rig)
{
    protected override int Ttl => 0;

    public override Task StartAsync(params string[] addresses) => Rig.StartBindAsync(Zone(addresses));

    public Task RestartAsync(params string[] addresses) => Rig.RestartBindAsync(Zone(addresses));
}

/// <summary>By Knot, each answer holding for a second.</summary>
internal sealed class KnotRecords(ServerRig rig) : HostRecords(rig)
{
    protected override int Ttl => 1;

    public override Task StartAsync(params string[] addresses)
    {
        Rig.Write("shop.example.zone", Zone(addresses));
        var config = Rig.Write("knot.conf", $"""
            server:
                rundir: "{Rig.Folder}"
                listen: "{Rig.Server.Address}@{Rig.Server.Port}"
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: "{Rig.Folder}"
            acl:
              - id: update
                address: 127.0.0.1
                action: update
            zone:
              - domain: shop.example
                storage: "{Rig.Folder}"
                file: shop.example.zone
                acl: update
            """);
        return Rig.StartAsync("knotd", "loaded, serial", "-c", config);
    }
}

/// <summary>By dnsmasq, from a hosts file that it reads again when told.</summary>
internal sealed class DnsmasqRecords(ServerRig rig) : HostRecords(rig)
{
    private readonly List<string> _addresses = [];

    protected override int Ttl => 0;

    public override Task StartAsync(params string[] addresses)
    {
        _addresses.AddRange(addresses);
        return Rig.StartAsync(
            "dnsmasq", "", "-k", "-u", Environment.UserName, "-C", Rig.Write("dnsmasq.conf", ""), "--no-resolv", "--no-hosts", $"--addn-hosts={WriteHosts()}", "--bind-interfaces", "--pid-file=",
            "--listen-address=127.0.0.1", "--except-interface=none", $"--port={Rig.Server.Port}", "--local=/shop.example/");
    }

    public override Task AddAsync(string address)
    {
        _addresses.Add(address);
        return RereadAsync();
    }

    public override Task RemoveAsync(string address)
    {
        _addresses.Remove(address);
        return RereadAsync();
    }

    private Task RereadAsync()
    {
        WriteHosts();
        return Rig.SignalAsync("HUP");
    }

    private string WriteHosts() => Rig.Write("hosts", string.Concat(_addresses.Select(address => $"{address} {Host}\n")));
}
