using System.Globalization;
using System.Net;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Reads resolv.conf(5): nameserver, search, domain, and of the options timeout, attempts and ndots. The rest is passed over.</summary>
internal static class ResolvConf
{
    /// <summary>resolv.conf(5) caps its numbers here, without a word.</summary>
    private const int MaxTimeout = 30, MaxAttempts = 5, MaxDots = 15;

    /// <param name="text">What the file says.</param>
    /// <param name="timeout">Where the file says nothing.</param>
    /// <param name="attempts">Where the file says nothing.</param>
    public static NameServerSettings Parse(string text, TimeSpan timeout, int attempts)
    {
        var servers = new List<IPEndPoint>();
        string[] search = [];
        var dots = 1;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                // With a port, too, as in OpenBSD's.
                case ["nameserver", var name, ..] when NameServerSettings.TryParse(name, out var server):
                    servers.Add(server);
                    break;
                case ["domain", var domain, ..]:
                    search = [domain];
                    break;
                case ["search", .. var suffixes]:
                    search = suffixes;
                    break;
                case ["options", .. var options]:
                    foreach (var option in options)
                    {
                        if (IsNumber(option, "ndots:", 0, MaxDots, out var number)) dots = number;
                        else if (IsNumber(option, "timeout:", 1, MaxTimeout, out number)) timeout = TimeSpan.FromSeconds(number);
                        else if (IsNumber(option, "attempts:", 1, MaxAttempts, out number)) attempts = number;
                    }

                    break;
            }
        }

        // As resolv.conf(5) says: without one, the server of this machine.
        if (servers.Count == 0) servers.Add(new IPEndPoint(IPAddress.Loopback, NameServerSettings.DefaultPort));
        return new NameServerSettings(servers, timeout, attempts)
        {
            // "." is the root: nothing is added.
            Search = [.. search.Select(suffix => suffix.Trim('.')).Where(suffix => DnsName.IsAskable(suffix))],
            CompleteDots = dots,
        };
    }

    private static bool IsNumber(string option, string name, int min, int max, out int number)
    {
        number = 0;
        if (!option.StartsWith(name, StringComparison.Ordinal)) return false;
        if (!int.TryParse(option.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)) return false;
        number = Math.Clamp(number, min, max);
        return true;
    }
}
