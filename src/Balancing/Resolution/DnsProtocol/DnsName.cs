using System.Buffers;
using System.Text;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Names as text: lower case, no dot at the end, and <c>\DDD</c> for every byte that is no letter, digit, hyphen or underscore.</summary>
/// <remarks>So two names are the same exactly if their texts are, and a dot inside a label cannot be taken for one between labels.</remarks>
internal static class DnsName
{
    /// <summary>In bytes of a message, length bytes and root included (RFC 1035, 2.3.4).</summary>
    public const int MaxWireLength = 255;

    /// <summary>RFC 1035, 2.3.4. The two bits above are taken by compression.</summary>
    public const int MaxLabelLength = 63;

    /// <summary>255 less the first length byte and the root; each further length byte is a dot.</summary>
    private const int MaxTextLength = 253;

    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a name can be asked for: plain characters, labels and length within limits, with or without a dot at the end.</summary>
    public static bool IsAskable(ReadOnlySpan<char> name)
    {
        var text = name is [.. var head, '.'] ? head : name;
        if (text.Length is 0 or > MaxTextLength) return false;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length is 0 or > MaxLabelLength || label.ContainsAnyExcept(Plain)) return false;
        }

        return true;
    }

    /// <summary>The spelling by which names are compared.</summary>
    public static string Canonical(string name) => name.TrimEnd('.').ToLowerInvariant();

    /// <summary>Writes a name that is <see cref="IsAskable"/> as a message has it.</summary>
    /// <returns>How many bytes: at most 255.</returns>
    public static int Write(ReadOnlySpan<char> name, Span<byte> destination)
    {
        var text = name is [.. var head, '.'] ? head : name;
        var at = 0;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            destination[at] = (byte)label.Length;
            at += 1 + Encoding.ASCII.GetBytes(label, destination[(at + 1)..]);
        }

        destination[at] = 0;
        return at + 1;
    }

    /// <summary>Appends one byte of a label as text.</summary>
    /// <returns>How many characters: 1 or 4.</returns>
    public static int Append(byte value, Span<char> destination)
    {
        var plain = char.ToLowerInvariant((char)value);
        if (Plain.Contains(plain))
        {
            destination[0] = plain;
            return 1;
        }

        destination[0] = '\\';
        destination[1] = (char)('0' + (value / 100));
        destination[2] = (char)('0' + (value / 10 % 10));
        destination[3] = (char)('0' + (value % 10));
        return 4;
    }
}
