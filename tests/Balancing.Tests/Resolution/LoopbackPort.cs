using System.Net;
using System.Net.Sockets;

namespace Balancing.Tests.Resolution;

/// <summary>Ports on which nobody listens, by UDP and TCP.</summary>
internal static class LoopbackPort
{
    /// <summary>Below those that systems give out by themselves, so that no connection that is made meanwhile takes it.</summary>
    public static int Free(IPAddress address)
    {
        while (true)
        {
            var server = new IPEndPoint(address, Random.Shared.Next(20_000, 30_000));
            try
            {
                using var tcp = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                using var udp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                tcp.Bind(server);
                udp.Bind(server);
                return server.Port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Taken; another one.
            }
        }
    }
}
