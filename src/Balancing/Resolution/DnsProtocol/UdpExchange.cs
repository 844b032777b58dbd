using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Balancing.Resolution.DnsProtocol;

/// <summary>Asks by one datagram and waits for the one that answers it.</summary>
/// <remarks>
/// A socket per question, so that each comes from a port that the system has drawn anew, and connected, so that the system drops what
/// another address sends. What gets through and is no answer is passed over: a wrong guess must not keep the right answer from being heard.
/// </remarks>
internal static class UdpExchange
{
    /// <summary>More than was asked for. A server that sends still more is not understood, and the next one is asked.</summary>
    private const int BufferSize = 4096;

    public static async Task<DnsMessage> AskAsync(IPEndPoint server, DnsQuery query, CancellationToken stop)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, stop).ConfigureAwait(false);
        await socket.SendAsync(query.Datagram, SocketFlags.None, stop).ConfigureAwait(false);

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, stop).ConfigureAwait(false);
                if (query.ReadAnswer(buffer.AsSpan(0, length)) is { } answer) return answer;

                // A flood of wrong packets is always there to be read: without this, the time limit would not be looked at.
                stop.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
