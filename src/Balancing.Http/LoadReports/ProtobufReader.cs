using System.Buffers.Binary;

namespace Balancing.Http.LoadReports;

/// <summary>Reads the fields of a protobuf message one by one. Each takes at least one byte, so it comes to an end.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>False if the message is broken: it ends in the middle of a field, or has groups, which nobody has written for twenty years.</summary>
    public bool TryReadField(out ProtobufField field)
    {
        field = default;
        if (!TryReadVarint(out var tag) || tag > uint.MaxValue || tag >> 3 == 0) return false;
        var (number, type) = ((uint)(tag >> 3), (int)(tag & 7));
        ulong value = 0;
        scoped ReadOnlySpan<byte> taken;
        switch (type)
        {
            case ProtobufField.Varint:
                if (!TryReadVarint(out value)) return false;
                field = new ProtobufField { Number = number, WireType = type, Value = value };
                return true;
            case ProtobufField.Fixed64:
                if (!TryTake(8, out taken)) return false;
                field = new ProtobufField { Number = number, WireType = type, Value = BinaryPrimitives.ReadUInt64LittleEndian(taken) };
                return true;
            case ProtobufField.Fixed32:
                if (!TryTake(4, out taken)) return false;
                field = new ProtobufField { Number = number, WireType = type, Value = BinaryPrimitives.ReadUInt32LittleEndian(taken) };
                return true;
            case ProtobufField.LengthDelimited:
                if (!TryReadVarint(out value) || !TryTake(value, out var bytes)) return false;
                field = new ProtobufField { Number = number, WireType = type, Bytes = bytes };
                return true;
            default:
                return false;
        }
    }

    private bool TryTake(ulong length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length > (ulong)_rest.Length) return false;
        taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Seven bits per byte, the lowest first; at most ten bytes.</summary>
    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            var next = _rest[i];
            if (i == 9 && next > 1) return false;
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }
}
