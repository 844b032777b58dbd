namespace Balancing.Resolution.DnsProtocol;

/// <summary>What a message says about a name, after its aliases have been followed as far as the message goes.</summary>
/// <param name="Name">What the name is in the end.</param>
/// <param name="Records">Its records of the type that was asked for. Empty: there are none, or no such name.</param>
/// <param name="Ttl">How long that holds; <see langword="null"/> if the server does not say, as some do not for "none".</param>
/// <param name="NameExists">Whether the name exists, perhaps with records of another type.</param>
/// <param name="Additional">What the server added unasked.</param>
internal sealed record DnsAnswer(string Name, IReadOnlyList<DnsRecord> Records, TimeSpan? Ttl, bool NameExists, IReadOnlyList<DnsRecord> Additional)
{
    /// <summary>Whether the message ends in an alias: it neither has records for that name nor says that there are none.</summary>
    public bool IsUnfinished { get; private init; }

    /// <summary>How long the aliases hold that were followed; <see langword="null"/> if there were none.</summary>
    public TimeSpan? AliasTtl { get; private init; }

    /// <param name="message">An answer without an error, or with "no such name".</param>
    /// <param name="name">What was asked for, canonical.</param>
    /// <param name="type">What was asked for.</param>
    /// <param name="hops">How many aliases may still be followed; lowered by those that were.</param>
    /// <exception cref="InvalidDataException">The aliases are too many, or lead round in a circle.</exception>
    public static DnsAnswer From(DnsMessage message, string name, DnsRecordType type, ref int hops)
    {
        TimeSpan? ttl = null;
        var start = name;
        while (AliasOf(message, name) is { } alias)
        {
            if (--hops < 0) throw new InvalidDataException($"the aliases of '{start}' are too many or go round in a circle");
            ttl = Least(ttl, alias.Ttl);
            name = alias.Target;
        }

        var aliasTtl = ttl;
        var records = message.Answers.Where(record => record.Name == name && record.IsOf(type)).ToList();
        foreach (var record in records) ttl = Least(ttl, record.Ttl);

        var authority = records.Count == 0 ? message.Authorities.OfType<DnsRecord.Authority>().FirstOrDefault() : null;
        if (authority is not null) ttl = Least(ttl, authority.NegativeTtl);
        var exists = message.Code != DnsResponseCode.NxDomain;

        // Without records and without word that there are none, the alias's own time says nothing about how long there will be none.
        var saysNothing = records.Count == 0 && authority is null;
        return new DnsAnswer(name, records, saysNothing ? null : ttl, exists, message.Additional)
        {
            IsUnfinished = saysNothing && exists && name != start,
            AliasTtl = aliasTtl,
        };
    }

    public static TimeSpan? Least(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    /// <summary>A name with an alias has nothing else (RFC 1034, 3.6.2), so the alias comes first.</summary>
    private static DnsRecord.Alias? AliasOf(DnsMessage message, string name) => message.Answers.OfType<DnsRecord.Alias>().FirstOrDefault(alias => alias.Name == name);
}
