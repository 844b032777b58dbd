using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>Addresses from name servers, with their TTL.</summary>
internal sealed class StubAddresses(DnsStub stub, DnsAddressFamilies families)
{
    /// <param name="host">A complete name.</param>
    /// <param name="known">Records that came unasked: a family that is among them is not asked for.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="DnsLookupException">A family that is wanted could not be looked up.</exception>
    public async Task<AddressAnswer> FindAsync(string host, IReadOnlyList<DnsRecord> known, CancellationToken stop)
    {
        switch (families)
        {
            case DnsAddressFamilies.IPv4:
                return Of(await AskAsync(DnsRecordType.A).ConfigureAwait(false));
            case DnsAddressFamilies.IPv6:
                return Of(await AskAsync(DnsRecordType.Aaaa).ConfigureAwait(false));
            case DnsAddressFamilies.Both:
                return Of(await Task.WhenAll(AskAsync(DnsRecordType.A), AskAsync(DnsRecordType.Aaaa)).ConfigureAwait(false));
            default:
                var first = families == DnsAddressFamilies.PreferIPv4 ? DnsRecordType.A : DnsRecordType.Aaaa;
                var preferred = await AskAsync(first).ConfigureAwait(false);
                if (preferred.Records.Count > 0) return Of(preferred);
                return Of(preferred, await AskAsync(first == DnsRecordType.A ? DnsRecordType.Aaaa : DnsRecordType.A).ConfigureAwait(false));
        }

        async Task<DnsAnswer> AskAsync(DnsRecordType type)
        {
            var records = known.Where(record => record.Name == host && record.IsOf(type)).ToList();
            if (records.Count > 0) return new DnsAnswer(host, records, records.Min(record => record.Ttl), true, []);
            return await stub.ResolveAsync(host, type, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Where there are addresses, their times count, and not for how long there is nothing of the other family.</summary>
    private static AddressAnswer Of(params DnsAnswer[] answers)
    {
        var full = answers.Where(answer => answer.Records.Count > 0).ToArray();
        var ttl = (full.Length > 0 ? full : answers).Select(answer => answer.Ttl).Aggregate(DnsAnswer.Least);
        return AddressAnswer.Of(full.SelectMany(answer => answer.Records).OfType<DnsRecord.Host>().Select(host => host.Address), ttl);
    }
}
