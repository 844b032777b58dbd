using System.Net;
using System.Net.Sockets;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>A stub resolver (RFC 1034, 5.3.1): asks name servers that do the work. Keeps no answers. Safe for concurrent use.</summary>
internal sealed class DnsStub(NameServerSource servers, DnsOptions options, TimeProvider time)
{
    /// <summary>Aliases in a row: more than anybody sets up on purpose.</summary>
    private const int MaxAliases = 8;

    /// <summary>The names that <paramref name="name"/> may stand for, in order.</summary>
    public IEnumerable<string> Candidates(string name) => servers.Current().Candidates(name);

    /// <summary>Finds the records of a name, following aliases, from one message to the next if need be.</summary>
    /// <param name="name">A complete name.</param>
    /// <param name="type">What to look for.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="DnsLookupException">No server gave an answer, or it makes no sense.</exception>
    public async Task<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken stop)
    {
        var hops = MaxAliases;
        var current = DnsName.Canonical(name);
        TimeSpan? ttl = null;
        while (true)
        {
            if (!DnsName.IsAskable(current)) throw new DnsLookupException(name, $"'{current}' cannot be asked for.");
            var message = await AskAsync(name, current, type, stop).ConfigureAwait(false);
            DnsAnswer answer;
            try
            {
                answer = DnsAnswer.From(message, current, type, ref hops);
            }
            catch (InvalidDataException e)
            {
                throw new DnsLookupException(name, $"{e.Message}.", e);
            }

            // What the message before said of the alias does not hold longer because this one holds for long.
            if (!answer.IsUnfinished) return answer.Ttl is { } own ? answer with { Ttl = DnsAnswer.Least(ttl, own) } : answer;
            ttl = DnsAnswer.Least(ttl, answer.AliasTtl);
            current = answer.Name;
        }
    }

    private async Task<DnsMessage> AskAsync(string lookup, string name, DnsRecordType type, CancellationToken stop)
    {
        var current = servers.Current();
        var problems = new List<string>();
        Exception? last = null;
        for (var attempt = 0; attempt < current.Attempts; attempt++)
        {
            foreach (var server in current.Servers)
            {
                try
                {
                    var message = await AskOneAsync(server, name, type, current.Timeout, stop).ConfigureAwait(false);
                    if (Problem(message) is not { } problem) return message;
                    problems.Add($"{server} {problem}");
                }
                catch (Exception e) when (e is SocketException or IOException or InvalidDataException or TimeoutException)
                {
                    last = e;
                    problems.Add($"{server}: {e.Message}");
                }
            }
        }

        throw new DnsLookupException(lookup, $"No name server has answered for {type.ToString().ToUpperInvariant()} of '{name}': {string.Join("; ", problems.Distinct(StringComparer.Ordinal))}.", last);
    }

    private async Task<DnsMessage> AskOneAsync(IPEndPoint server, string name, DnsRecordType type, TimeSpan timeout, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var answer = await UdpExchange.AskAsync(server, Query(), either.Token).ConfigureAwait(false);
            return answer.IsTruncated ? await TcpExchange.AskAsync(server, Query(), either.Token).ConfigureAwait(false) : answer;
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {timeout.TotalSeconds:0.###} s", e);
        }

        DnsQuery Query() => DnsQuery.Create(name, type, options.RandomizeCase);
    }

    /// <summary>Why the next server should be asked, which may know more.</summary>
    private static string? Problem(DnsMessage message) => message switch
    {
        { Code: DnsResponseCode.NoError, Answers.Count: 0, IsCompetent: false } => "does not know, and asks nobody else",
        { Code: DnsResponseCode.NoError or DnsResponseCode.NxDomain } => null,
        _ => $"said {message.Code.ToString().ToUpperInvariant()}",
    };
}
