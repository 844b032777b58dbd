namespace Balancing.Tests.Resolution.NameServers;

/// <summary>BIND with one zone, <c>shop.example</c>, that is changed while it runs.</summary>
internal static class Bind
{
    /// <param name="rig">Where.</param>
    /// <param name="zone">The zone file, with its SOA record.</param>
    public static Task StartBindAsync(this ServerRig rig, string zone)
    {
        rig.Write("zone", zone);
        var config = rig.Write("named.conf", $$"""
            options {
                directory "{{rig.Folder}}"; pid-file none; session-keyfile "{{rig.Folder}}/session.key"; managed-keys-directory "{{rig.Folder}}"; geoip-directory none;
                listen-on port {{rig.Server.Port}} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; querylog no;
            };
            controls { };
            zone "shop.example" { type primary; file "zone"; allow-update { 127.0.0.1; }; };
            """);
        return rig.StartAsync("named", "all zones loaded", "-g", "-c", config);
    }

    /// <summary>What has been updated is in the journal, and would be laid over the new file.</summary>
    public static Task RestartBindAsync(this ServerRig rig, string zone)
    {
        File.Delete(Path.Combine(rig.Folder, "zone.jnl"));
        rig.Write("zone", zone);
        return rig.RestartAsync();
    }

    /// <summary>Updates the zone, of any server that takes it from 127.0.0.1 (RFC 2136).</summary>
    /// <param name="rig">Where the server is.</param>
    /// <param name="lines">Such as <c>update add api.shop.example 30 A 10.0.0.3</c>.</param>
    public static Task UpdateAsync(this ServerRig rig, params IReadOnlyList<string> lines) =>
        ServerProcess.RunAsync("nsupdate", string.Join('\n', [$"server 127.0.0.1 {rig.Server.Port}", "zone shop.example", .. lines, "send", ""]), "-v");
}
