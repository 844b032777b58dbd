using System.Net;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Reads the records behind a message's question.</summary>
internal static class DnsRecordReader
{
    /// <summary>The class of the Internet. CHAOS and HESIOD are skipped.</summary>
    public const ushort Internet = 1;

    /// <summary>Reads one record. A known type has to fill its data exactly; an unknown one is skipped.</summary>
    /// <param name="message">The reader, at the record's beginning.</param>
    /// <param name="record">What was read; <see langword="null"/> if it was skipped.</param>
    /// <param name="extendedCode">The upper bits of the response code, if this was the OPT record; otherwise unchanged.</param>
    public static bool TryRead(ref DnsReader message, out DnsRecord? record, ref int? extendedCode)
    {
        record = null;
        if (!message.TryReadName(out var name) || !message.TryRead(out ushort type) || !message.TryRead(out ushort @class)) return false;
        if (!message.TryRead(out uint seconds) || !message.TryRead(out ushort length) || length > message.Remaining) return false;

        var end = message.Position + length;
        if ((DnsRecordType)type == DnsRecordType.Opt)
        {
            // One at most, of the root (RFC 6891, 6.1.1). Its class is a size, its TTL a code and flags.
            if (extendedCode is not null || name.Length > 0) return false;
            extendedCode = (int)(seconds >> 24);
        }
        else if (@class == Internet && !TryReadData(ref message, (DnsRecordType)type, name, DnsRecord.TtlOf(seconds), length, ref record))
        {
            return false;
        }

        if (record is null) message.TryRead(end - message.Position, out _);
        return message.Position == end;
    }

    private static bool TryReadData(ref DnsReader message, DnsRecordType type, string name, TimeSpan ttl, int length, ref DnsRecord? record)
    {
        switch (type)
        {
            case DnsRecordType.A or DnsRecordType.Aaaa:
                if (length != (type == DnsRecordType.A ? 4 : 16) || !message.TryRead(length, out ReadOnlySpan<byte> address)) return false;
                record = new DnsRecord.Host(name, ttl, new IPAddress(address));
                return true;

            case DnsRecordType.Cname:
                if (!message.TryReadName(out var alias)) return false;
                record = new DnsRecord.Alias(name, ttl, alias);
                return true;

            // RFC 2782 wants its target uncompressed; RFC 3597, 4 wants readers not to mind.
            case DnsRecordType.Srv:
                if (!message.TryRead(out ushort priority) || !message.TryRead(out ushort weight) || !message.TryRead(out ushort port)) return false;
                if (!message.TryReadName(out var target)) return false;
                record = new DnsRecord.Service(name, ttl, priority, weight, port, target);
                return true;

            // Primary, mailbox, then five numbers, the last of them the one that is looked for.
            case DnsRecordType.Soa:
                if (!message.TryReadName(out _) || !message.TryReadName(out _) || !message.TryRead(16, out _) || !message.TryRead(out uint minimum)) return false;
                record = new DnsRecord.Authority(name, ttl, DnsRecord.TtlOf(minimum));
                return true;

            default:
                return true;
        }
    }
}
