namespace Balancing.Http.LoadReports;

/// <summary>One field of a protobuf message.</summary>
internal readonly ref struct ProtobufField
{
    public const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    public required uint Number { get; init; }

    public required int WireType { get; init; }

    /// <summary>Of a number.</summary>
    public ulong Value { get; init; }

    /// <summary>Of a string or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    public bool IsVarint => WireType == Varint;

    public bool IsFixed64 => WireType == Fixed64;

    public bool IsBytes => WireType == LengthDelimited;
}
