using System.Collections.Concurrent;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>One lookup of a service: its SRV records, and the addresses of their targets.</summary>
internal sealed class SrvLookup(DnsStub stub, StubAddresses addresses, string name, string scheme, string basePath)
{
    /// <summary>How many targets are looked up at a time, where the server did not add their addresses.</summary>
    private const int Parallelism = 8;

    /// <exception cref="DnsLookupException">The service or one of its targets could not be looked up. Half an answer would take endpoints away.</exception>
    public async Task<LookupResult> RunAsync(CancellationToken stop)
    {
        var answer = await FindAsync(stop).ConfigureAwait(false);
        if (answer.Records.Count == 0) return None(answer.Ttl, answer.NameExists ? "It has no SRV record." : "There is no such name.");

        // The root as a target: "the service is decidedly not available at this domain" (RFC 2782). Port 0 cannot be connected to.
        var records = answer.Records.OfType<DnsRecord.Service>().Where(record => record.Target.Length > 0 && record.Port > 0).ToList();
        if (records.Count == 0) return None(answer.Ttl, "Its SRV record says that the service is not available.");

        var found = await AddressesAsync(records, answer.Additional, stop).ConfigureAwait(false);
        var ttl = found.Values.Select(hosts => hosts.Ttl).Aggregate(answer.Ttl, DnsAnswer.Least);
        var endpoints = Endpoints(records, found);
        return endpoints.Count > 0 ? new LookupResult(endpoints, ttl) : None(ttl, "None of its targets has an address.");
    }

    private LookupResult None(TimeSpan? ttl, string why) => new([], ttl, new DnsLookupException(name, why));

    /// <summary>The first of the names it may stand for that has records.</summary>
    private async Task<DnsAnswer> FindAsync(CancellationToken stop)
    {
        DnsAnswer? none = null;
        foreach (var candidate in stub.Candidates(name))
        {
            var answer = await stub.ResolveAsync(candidate, DnsRecordType.Srv, stop).ConfigureAwait(false);
            if (answer.Records.Count > 0) return answer;
            none = answer with { Ttl = DnsAnswer.Least(none?.Ttl, answer.Ttl), NameExists = answer.NameExists || none is { NameExists: true } };
        }

        return none!;
    }

    private async Task<ConcurrentDictionary<string, AddressAnswer>> AddressesAsync(List<DnsRecord.Service> records, IReadOnlyList<DnsRecord> additional, CancellationToken stop)
    {
        var found = new ConcurrentDictionary<string, AddressAnswer>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stop };
        await Parallel.ForEachAsync(records.Select(record => record.Target).Distinct(StringComparer.Ordinal), parallel, async (target, cancelled) =>
        {
            // Its name becomes a host name: it has to be one, even where its addresses came along.
            if (!DnsName.IsAskable(target)) throw new DnsLookupException(name, $"Its target '{target}' is not a host name.");
            found[target] = await addresses.FindAsync(target, additional, cancelled).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return found;
    }

    /// <summary>By priority and name, so that a shuffled answer is the same list. A target with several addresses shares its weight among them.</summary>
    private List<EndpointDescription> Endpoints(List<DnsRecord.Service> records, ConcurrentDictionary<string, AddressAnswer> found)
    {
        // A target without an address takes no part.
        var usable = records.Where(record => found[record.Target].Addresses.Count > 0)
            .DistinctBy(record => (record.Target, record.Port, record.Priority))
            .OrderBy(record => record.Priority).ThenBy(record => record.Target, StringComparer.Ordinal).ThenBy(record => record.Port)
            .ToList();
        var weights = SrvWeights.Of(usable);
        var endpoints = new List<EndpointDescription>();
        for (var i = 0; i < usable.Count; i++)
        {
            var record = usable[i];
            var template = new EndpointTemplate(scheme, record.Port, basePath);
            var hosts = found[record.Target].Addresses;
            endpoints.AddRange(hosts.Select(ip => template.Describe(ip, template.HostName(record.Target)) with { Weight = weights[i] / hosts.Count, Priority = record.Priority }));
        }

        // Two targets may be one machine. The first description of an address is the one that counts.
        return [.. endpoints.DistinctBy(endpoint => endpoint.Address)];
    }
}
