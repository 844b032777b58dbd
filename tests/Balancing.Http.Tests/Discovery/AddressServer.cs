using System.Net;
using System.Net.Sockets;

namespace Balancing.Http.Tests.Discovery;

/// <summary>A name server on loopback that has the same addresses for every name.</summary>
internal sealed class AddressServer : IDisposable
{
    private const int HeaderLength = 12;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public AddressServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = Task.Run(RunAsync);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>IPv4, at most 90.</summary>
    public volatile IPAddress[] Answer = [];

    public void Dispose() => _socket.Dispose();

    /// <summary>The question as it came, without what is behind it, and a record for each address: a pointer to the name, A, IN, a TTL of a minute, four bytes.</summary>
    private static byte[] Reply(ReadOnlySpan<byte> query, IPAddress[] addresses)
    {
        var end = HeaderLength;
        while (query[end] != 0) end += query[end] + 1;
        return
        [
            .. query[..2], 0x81, 0x80, 0, 1, 0, (byte)addresses.Length, 0, 0, 0, 0, .. query[HeaderLength..(end + 5)],
            .. addresses.SelectMany(address => (byte[])[0xC0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()]),
        ];
    }

    private async Task RunAsync()
    {
        var query = new byte[512];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(query, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                await _socket.SendToAsync(Reply(query.AsSpan(0, received.ReceivedBytes), Answer), SocketFlags.None, received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
