using System.Buffers.Binary;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Reads a message from its front. Nothing throws: what does not fit is <see langword="false"/>.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    /// <summary>A name has at most 127 labels, and no two pointers in a row are of use.</summary>
    private const int MaxHops = 127;

    /// <summary>A dot or nothing per length byte, and up to four characters per byte of a label.</summary>
    private const int MaxText = 4 * DnsName.MaxWireLength;

    private readonly ReadOnlySpan<byte> _message = message;

    // Nearly every record of an answer is of the same name, by a pointer to the question.
    private int _lastPointer = -1;
    private string _lastName = "";

    public int Position { get; private set; }

    public readonly int Remaining => _message.Length - Position;

    public bool TryRead(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_message[Position..], out value)) return false;
        Position += sizeof(ushort);
        return true;
    }

    public bool TryRead(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_message[Position..], out value)) return false;
        Position += sizeof(uint);
        return true;
    }

    public bool TryRead(int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > Remaining) return false;
        bytes = _message.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>Reads a name, following pointers. Each has to lead to before the part of the name it stands in, so there is no going round.</summary>
    public bool TryReadName(out string name)
    {
        name = "";
        Span<char> text = stackalloc char[MaxText];
        int at = Position, start = Position, end = -1, hops = 0, wire = 1, length = 0, firstPointer = -1;
        while (true)
        {
            if (at >= _message.Length) return false;
            int head = _message[at];
            if (head == 0) break;
            if (head > DnsName.MaxLabelLength)
            {
                // 01 and 10 in the upper bits have never come to mean anything that is in use.
                if (head < 0xC0 || at + 1 >= _message.Length) return false;
                var target = ((head & 0x3F) << 8) | _message[at + 1];
                if (target >= start || ++hops > MaxHops) return false;
                if (end < 0)
                {
                    end = at + 2;
                    if (length == 0 && target == _lastPointer) return Known(end, out name);
                    if (length == 0) firstPointer = target;
                }

                at = start = target;
                continue;
            }

            wire += 1 + head;
            if (wire > DnsName.MaxWireLength || at + 1 + head > _message.Length) return false;
            if (length > 0) text[length++] = '.';
            foreach (var value in _message.Slice(at + 1, head)) length += DnsName.Append(value, text[length..]);
            at += 1 + head;
        }

        Position = end < 0 ? at + 1 : end;
        name = new string(text[..length]);
        if (firstPointer >= 0) (_lastPointer, _lastName) = (firstPointer, name);
        return true;
    }

    private bool Known(int end, out string name)
    {
        Position = end;
        name = _lastName;
        return true;
    }
}
