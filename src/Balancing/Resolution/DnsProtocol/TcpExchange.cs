using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Asks over a connection of its own, for answers that are too long for a datagram (RFC 7766).</summary>
internal static class TcpExchange
{
    private const int LengthPrefix = 2;

    /// <exception cref="InvalidDataException">What came is no answer. Nobody else can have sent it, so there is nothing to wait for.</exception>
    /// <exception cref="EndOfStreamException">The connection was closed before the answer was complete.</exception>
    public static async Task<DnsMessage> AskAsync(IPEndPoint server, DnsQuery query, CancellationToken stop)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, stop).ConfigureAwait(false);
        var stream = new NetworkStream(socket, ownsSocket: false);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(query.Framed, stop).ConfigureAwait(false);

            var buffer = ArrayPool<byte>.Shared.Rent(LengthPrefix + ushort.MaxValue);
            try
            {
                await stream.ReadExactlyAsync(buffer.AsMemory(0, LengthPrefix), stop).ConfigureAwait(false);
                var answer = buffer.AsMemory(LengthPrefix, BinaryPrimitives.ReadUInt16BigEndian(buffer));
                await stream.ReadExactlyAsync(answer, stop).ConfigureAwait(false);
                return query.ReadAnswer(answer.Span) is { IsTruncated: false } message ? message : throw new InvalidDataException("what came over TCP is no answer");
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
