using System.Net;
using System.Net.NetworkInformation;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Where the name servers come from: the options, or else the machine's own settings, looked at before each lookup.</summary>
internal sealed class NameServerSource
{
    public const string SystemFile = "/etc/resolv.conf";

    private readonly DnsOptions _options;
    private readonly string _path;
    private readonly NameServerSettings? _configured;
    private Parsed? _parsed;

    /// <param name="options">A copy that nobody changes.</param>
    /// <param name="path">The file to read when the options name no server.</param>
    public NameServerSource(DnsOptions options, string path)
    {
        _options = options;
        _path = path;
        if (options.Servers.Count > 0) _configured = new NameServerSettings(options.ParsedServers(), options.Timeout, options.Attempts);
    }

    /// <summary>The servers of this moment.</summary>
    /// <remarks>
    /// The file is read each time: a page, seconds apart. Its time of change would not do, for it is often a link to another file.
    /// </remarks>
    public NameServerSettings Current()
    {
        if (_configured is not null) return _configured;
        if (!File.Exists(_path)) return OfTheInterfaces();

        var text = File.ReadAllText(_path);
        if (Volatile.Read(ref _parsed) is { } known && known.Text == text) return known.Servers;
        var parsed = new Parsed(text, ResolvConf.Parse(text, _options.Timeout, _options.Attempts));
        Volatile.Write(ref _parsed, parsed);
        return parsed.Servers;
    }

    /// <summary>Windows has no such file. Addresses of site-local IPv6, which it lists where nothing is configured, are left out.</summary>
    private NameServerSettings OfTheInterfaces()
    {
        var servers = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().DnsAddresses)
            .Where(address => !address.IsIPv6SiteLocal)
            .Distinct()
            .Select(address => new IPEndPoint(address, NameServerSettings.DefaultPort))
            .ToList();
        if (servers.Count == 0) servers.Add(new IPEndPoint(IPAddress.Loopback, NameServerSettings.DefaultPort));
        return new NameServerSettings(servers, _options.Timeout, _options.Attempts);
    }

    private sealed record Parsed(string Text, NameServerSettings Servers);
}
