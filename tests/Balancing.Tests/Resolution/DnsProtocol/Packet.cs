using System.Buffers.Binary;
using System.Net;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>A message that is put together by hand, right or wrong.</summary>
internal sealed class Packet
{
    public const int Answers = 1, Authorities = 2, Additionals = 3;

    /// <summary>A pointer to the question's name.</summary>
    public static readonly byte[] ToQuestion = [0xC0, 0x0C];

    private readonly List<byte> _bytes;

    private Packet(IEnumerable<byte> start) => _bytes = [.. start];

    public byte[] Bytes => [.. _bytes];

    /// <summary>An answer to a question that has come: its id and question, recursion available.</summary>
    public static Packet AnswerTo(ReadOnlySpan<byte> query, DnsResponseCode code = DnsResponseCode.NoError, bool truncated = false)
    {
        var end = DnsMessage.HeaderLength;
        while (query[end] != 0) end += query[end] + 1;
        var packet = new Packet([.. query[..2], (byte)(truncated ? 0x83 : 0x81), (byte)(0x80 | (int)code), 0, 1, 0, 0, 0, 0, 0, 0, .. query[DnsMessage.HeaderLength..(end + 5)]]);
        return packet;
    }

    /// <summary>An answer to a question that was never asked.</summary>
    public static Packet Answer(string name, DnsRecordType type, DnsResponseCode code = DnsResponseCode.NoError)
    {
        var query = new byte[300];
        return AnswerTo(query.AsSpan(0, DnsQuery.Write(query, 0x1234, name, type, [])), code);
    }

    public static byte[] Name(string name)
    {
        var buffer = new byte[DnsName.MaxWireLength + 1];
        return buffer[..DnsName.Write(name, buffer)];
    }

    public Packet Record(int section, byte[] name, DnsRecordType type, uint ttl, byte[] data, ushort @class = 1)
    {
        var count = 4 + (2 * section);
        if (++_bytes[count + 1] == 0) _bytes[count]++;
        _bytes.AddRange([.. name, .. U16((int)type), .. U16(@class), .. U32(ttl), .. U16(data.Length), .. data]);
        return this;
    }

    public Packet Host(string name, string address, uint ttl = 60, int section = Answers)
    {
        var ip = IPAddress.Parse(address).GetAddressBytes();
        return Record(section, Name(name), ip.Length == 4 ? DnsRecordType.A : DnsRecordType.Aaaa, ttl, ip);
    }

    public Packet Alias(string name, string target, uint ttl = 60) => Record(Answers, Name(name), DnsRecordType.Cname, ttl, Name(target));

    public Packet Service(string name, int priority, int weight, int port, string target, uint ttl = 60) =>
        Record(Answers, Name(name), DnsRecordType.Srv, ttl, [.. U16(priority), .. U16(weight), .. U16(port), .. target.Length == 0 ? [0] : Name(target)]);

    public Packet None(string zone, uint ttl, uint minimum) =>
        Record(Authorities, Name(zone), DnsRecordType.Soa, ttl, [.. Name("ns." + zone), .. Name("admin." + zone), .. U32(1), .. U32(2), .. U32(3), .. U32(4), .. U32(minimum)]);

    public Packet Opt(byte extendedCode = 0) => Record(Additionals, [0], DnsRecordType.Opt, (uint)extendedCode << 24, [], 1232);

    public Packet Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public Packet With(int index, byte value)
    {
        _bytes[index] = value;
        return this;
    }

    /// <summary>As a connection has it.</summary>
    public byte[] Framed(int lie = 0) => [.. U16(_bytes.Count + lie), .. _bytes];

    public static byte[] U16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    public static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
