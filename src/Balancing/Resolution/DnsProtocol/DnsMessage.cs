using System.Diagnostics.CodeAnalysis;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>An answer as it came, checked for form but not yet for sense. Immutable.</summary>
/// <remarks>
/// Strict: a message that is wrong in one place is no message. That includes bytes behind its last record, as with BIND. The records of a
/// truncated message are not read; it is asked for again by TCP (RFC 2181, 9).
/// </remarks>
internal sealed record DnsMessage
{
    public const int HeaderLength = 12;

    /// <summary>The longest message has room for 4,095 A records: 65,535 bytes less header and question, 16 bytes each.</summary>
    public const int MaxRecords = 4_096;

    /// <summary>The root as its name, and ten bytes up to its data.</summary>
    private const int SmallestRecord = 11;

    private const int ResponseBit = 0x8000, OpcodeBits = 0x7800, AuthoritativeBit = 0x0400, TruncatedBit = 0x0200, RecursionAvailableBit = 0x0080;

    public required ushort Id { get; init; }

    public required DnsResponseCode Code { get; init; }

    public required bool IsTruncated { get; init; }

    /// <summary>Whether the server knows by itself or has asked others. If neither, an answer without records says nothing.</summary>
    public required bool IsCompetent { get; init; }

    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    public IReadOnlyList<DnsRecord> Authorities { get; init; } = [];

    public IReadOnlyList<DnsRecord> Additional { get; init; } = [];

    /// <summary>Reads a response to one question.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        var reader = new DnsReader(packet);
        if (!reader.TryRead(out ushort id) || !reader.TryRead(out ushort flags) || !reader.TryRead(out ushort questions)) return false;
        if (!reader.TryRead(out ushort answers) || !reader.TryRead(out ushort authorities) || !reader.TryRead(out ushort additional)) return false;
        if ((flags & (ResponseBit | OpcodeBits)) != ResponseBit || questions != 1) return false;
        if (!reader.TryReadName(out _) || !reader.TryRead(out uint _)) return false;

        message = new DnsMessage
        {
            Id = id,
            Code = (DnsResponseCode)(flags & 0xF),
            IsTruncated = (flags & TruncatedBit) != 0,
            IsCompetent = (flags & (AuthoritativeBit | RecursionAvailableBit)) != 0,
        };
        if (message.IsTruncated || TryReadSections(ref reader, answers, authorities, additional, ref message)) return true;
        message = null;
        return false;
    }

    private static bool TryReadSections(ref DnsReader reader, int answers, int authorities, int additional, ref DnsMessage message)
    {
        var records = answers + authorities + additional;
        if (records > MaxRecords || records * SmallestRecord > reader.Remaining) return false;

        int? extended = null;
        List<DnsRecord> first = [], second = [], third = [];
        if (!TryReadSection(ref reader, answers, first, ref extended) || extended is not null) return false;
        if (!TryReadSection(ref reader, authorities, second, ref extended) || extended is not null) return false;
        if (!TryReadSection(ref reader, additional, third, ref extended) || reader.Remaining > 0) return false;

        var code = (DnsResponseCode)((int)message.Code | ((extended ?? 0) << 4));
        message = message with { Code = code, Answers = first, Authorities = second, Additional = third };
        return true;
    }

    private static bool TryReadSection(ref DnsReader reader, int count, List<DnsRecord> records, ref int? extended)
    {
        for (var i = 0; i < count; i++)
        {
            if (!DnsRecordReader.TryRead(ref reader, out var record, ref extended)) return false;
            if (record is not null) records.Add(record);
        }

        return true;
    }
}
