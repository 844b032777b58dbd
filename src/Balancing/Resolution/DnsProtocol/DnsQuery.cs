using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>One question, as it is sent once: with an id and a spelling of its own, so that nobody who has not seen it can answer it.</summary>
/// <remarks>
/// The id has 16 bits, the source port about as many, and each letter of the name adds one by being upper or lower case: the server returns
/// the question as it was asked (draft-vixie-dnsext-dns0x20).
/// </remarks>
internal sealed class DnsQuery
{
    /// <summary>What a datagram may have without being cut into fragments anywhere (the DNS flag day of 2020): 1280 of IPv6 less 48 of headers.</summary>
    public const int MaxUdpAnswer = 1232;

    private const int LengthPrefix = 2;
    private const int TypeAndClass = 4;
    private const int OptRecord = 11;
    private const int MaxSize = DnsMessage.HeaderLength + DnsName.MaxWireLength + TypeAndClass + OptRecord;
    private const ushort RecursionDesired = 0x0100;

    private readonly byte[] _framed;
    private readonly int _questionLength;

    private DnsQuery(byte[] framed, int questionLength) => (_framed, _questionLength) = (framed, questionLength);

    /// <summary>As a datagram has it.</summary>
    public ReadOnlyMemory<byte> Datagram => _framed.AsMemory(LengthPrefix);

    /// <summary>As a connection has it: its length comes first.</summary>
    public ReadOnlyMemory<byte> Framed => _framed;

    private ReadOnlySpan<byte> Question => _framed.AsSpan(LengthPrefix + DnsMessage.HeaderLength, _questionLength);

    /// <summary>A question that cannot be guessed.</summary>
    /// <param name="name">A name that is <see cref="DnsName.IsAskable"/>.</param>
    /// <param name="type">What to ask for.</param>
    /// <param name="randomizeCase">Whether the name is spelled at random.</param>
    public static DnsQuery Create(string name, DnsRecordType type, bool randomizeCase)
    {
        Span<byte> chance = stackalloc byte[sizeof(ushort) + ((DnsName.MaxWireLength + 7) / 8)];
        RandomNumberGenerator.Fill(chance);
        Span<byte> buffer = stackalloc byte[MaxSize];
        var length = Write(buffer, BinaryPrimitives.ReadUInt16LittleEndian(chance), name, type, randomizeCase ? chance[sizeof(ushort)..] : default);

        var framed = new byte[LengthPrefix + length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)length);
        buffer[..length].CopyTo(framed.AsSpan(LengthPrefix));
        return new DnsQuery(framed, length - DnsMessage.HeaderLength - OptRecord);
    }

    /// <summary>Writes a question.</summary>
    /// <param name="destination">At least 282 bytes.</param>
    /// <param name="id">What the answer has to carry.</param>
    /// <param name="name">A name that is <see cref="DnsName.IsAskable"/>.</param>
    /// <param name="type">What to ask for.</param>
    /// <param name="caseBits">One bit per byte of the written name, 32 bytes: letters are turned over where it is 1. Empty leaves all as they are.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> destination, ushort id, string name, DnsRecordType type, ReadOnlySpan<byte> caseBits)
    {
        // id, flags, one question, no answers, no authorities, one additional: OPT.
        ReadOnlySpan<ushort> header = [id, RecursionDesired, 1, 0, 0, 1];
        for (var i = 0; i < header.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(destination[(2 * i)..], header[i]);

        var at = DnsMessage.HeaderLength;
        var written = destination.Slice(at, DnsName.Write(name, destination[at..]));
        for (var i = 0; i < written.Length && caseBits.Length > 0; i++)
        {
            if (char.IsAsciiLetter((char)written[i]) && (caseBits[i / 8] >> (i % 8) & 1) != 0) written[i] ^= 0x20;
        }

        at += written.Length;
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], DnsRecordReader.Internet);
        at += TypeAndClass;

        // The root; OPT; our size in the place of a class; version 0, no flags; no options (RFC 6891, 6.1.2).
        var opt = destination.Slice(at, OptRecord);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)DnsRecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], MaxUdpAnswer);
        return at + OptRecord;
    }

    /// <summary>Reads a packet if it is an answer to this very question: its id, and the question byte for byte.</summary>
    /// <returns><see langword="null"/> for anything else.</returns>
    public DnsMessage? ReadAnswer(ReadOnlySpan<byte> packet)
    {
        // First what costs nothing: a packet of somebody who guesses is not read at all.
        if (packet.Length < DnsMessage.HeaderLength + _questionLength || !packet[..2].SequenceEqual(Datagram.Span[..2])) return null;
        if (!packet.Slice(DnsMessage.HeaderLength, _questionLength).SequenceEqual(Question)) return null;
        return DnsMessage.TryParse(packet, out var message) ? message : null;
    }
}
