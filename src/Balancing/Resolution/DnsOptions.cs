using System.Net;
using Balancing.Internal;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>Whom <see cref="DnsResolver"/> and <see cref="DnsSrvResolver"/> ask, and how often. Read once, when the resolver is made.</summary>
public sealed record DnsOptions
{
    /// <summary>
    /// Name servers in the order in which they are asked: <c>10.0.0.53</c>, <c>10.0.0.53:5353</c>, <c>fd00::53</c> or
    /// <c>[fd00::53]:5353</c>; the port is 53 unless given. Empty (the default): <see cref="DnsResolver"/> asks the system, and
    /// <see cref="DnsSrvResolver"/> the servers of <c>/etc/resolv.conf</c>.
    /// </summary>
    public List<string> Servers { get; set; } = [];

    /// <summary>How long one server may take for one question, by TCP too if need be: 1 ms to 1 minute; default 3 s. A <c>timeout</c> in resolv.conf goes before.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often all servers are asked before a lookup has failed: 1 to 10; default 2. An <c>attempts</c> in resolv.conf goes before.</summary>
    public int Attempts { get; set; } = 2;

    /// <summary>
    /// From one answer to the next question where nothing says how long the answer holds, which is so with the system's resolver, and the
    /// longest wait after a failure: <see cref="MinInterval"/> to <see cref="MaxInterval"/>; default 30 s.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest time between two questions, whatever an answer's TTL or <c>Refresh</c> asks for: 100 ms to 1 hour; default 2 s.</summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest time from an answer to the next question, whatever the TTL, but for <see cref="Jitter"/>: <see cref="MinInterval"/> to 1 day; default 5 minutes.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The share by which waits are varied, so that a fleet does not ask in step: 0 to 0.5; default 0.1. A TTL is only ever made longer, for
    /// before it ends a server that keeps answers has nothing new to say.
    /// </summary>
    public double Jitter { get; set; } = 0.1;

    /// <summary>Which of a host's addresses become endpoints. Default <see cref="DnsAddressFamilies.Both"/>.</summary>
    public DnsAddressFamilies AddressFamilies { get; set; }

    /// <summary>
    /// Whether names are asked for in random case, which an answer has to repeat; default true. It makes false answers harder to place. To
    /// be switched off for a server that does not repeat the question as it was asked: it seems never to answer.
    /// </summary>
    public bool RandomizeCase { get; set; } = true;

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(Servers is not null, Servers, "a list, which may be empty");
        for (var i = 0; i < Servers!.Count; i++)
            Setting.Check(NameServerSettings.TryParse(Servers[i], out _), Servers[i], "the IP address of a name server, with a port if need be, such as 10.0.0.53:5353", $"{nameof(Servers)}:{i}");

        Setting.Check(Timeout >= TimeSpan.FromMilliseconds(1) && Timeout <= TimeSpan.FromMinutes(1), Timeout, "between 1 ms and 1 minute");
        Setting.Check(Attempts is >= 1 and <= 10, Attempts, "between 1 and 10");
        Setting.Check(MinInterval >= TimeSpan.FromMilliseconds(100) && MinInterval <= TimeSpan.FromHours(1), MinInterval, "between 100 ms and 1 hour");
        Setting.Check(MaxInterval >= MinInterval && MaxInterval <= TimeSpan.FromDays(1), MaxInterval, $"between MinInterval ({MinInterval}) and 1 day");
        Setting.Check(Interval >= MinInterval && Interval <= MaxInterval, Interval, $"between MinInterval ({MinInterval}) and MaxInterval ({MaxInterval})");
        Setting.Check(Jitter is >= 0 and <= 0.5, Jitter, "between 0 and 0.5");
        Setting.Check(Enum.IsDefined(AddressFamilies), AddressFamilies, "one of " + string.Join(", ", Enum.GetNames<DnsAddressFamilies>()));
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal DnsOptions Frozen()
    {
        Validate();
        return this with { Servers = [.. Servers] };
    }

    /// <remarks>Of options that are valid.</remarks>
    internal IReadOnlyList<IPEndPoint> ParsedServers() => Servers.ConvertAll(text => NameServerSettings.TryParse(text, out var server) ? server : throw new FormatException(text));
}
