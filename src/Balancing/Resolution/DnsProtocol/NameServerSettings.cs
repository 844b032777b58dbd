using System.Net;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Whom to ask, and how. Immutable.</summary>
/// <param name="Servers">In the order in which they are asked. At least one.</param>
/// <param name="Timeout">How long one server may take for one question.</param>
/// <param name="Attempts">How often all of them are asked.</param>
internal sealed record NameServerSettings(IReadOnlyList<IPEndPoint> Servers, TimeSpan Timeout, int Attempts)
{
    public const int DefaultPort = 53;

    /// <summary>What is tried behind a name that does not look complete.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>From how many dots on a name looks complete, and is tried as it is before the search list.</summary>
    public int CompleteDots { get; init; } = 1;

    /// <summary>Reads <c>10.0.0.53</c>, <c>10.0.0.53:5353</c>, <c>fd00::53</c> or <c>[fd00::53]:5353</c>.</summary>
    public static bool TryParse(string? text, out IPEndPoint server)
    {
        // Of a bare IPv6 address every colon is its own; IPEndPoint knows. Port 0 is its word for none.
        if (!IPEndPoint.TryParse(text ?? "", out server!)) return false;
        if (server.Port != 0) return true;
        server.Port = DefaultPort;
        return !text!.EndsWith(":0", StringComparison.Ordinal) || (IPAddress.TryParse(text, out _) && !text.Contains('[', StringComparison.Ordinal));
    }

    /// <summary>The names to try, in order: with a dot at the end just that; otherwise as it is and with each of the search list.</summary>
    public IEnumerable<string> Candidates(string name)
    {
        if (name.EndsWith('.')) return [name];
        var longer = Search.Select(suffix => $"{name}.{suffix}").Where(candidate => DnsName.IsAskable(candidate));
        return name.AsSpan().Count('.') >= CompleteDots ? longer.Prepend(name) : longer.Append(name);
    }
}
