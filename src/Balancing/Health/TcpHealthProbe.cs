using System.Net.Sockets;

namespace Balancing.Health;

/// <summary>Asks whether the endpoint accepts a TCP connection, and closes it again.</summary>
public sealed class TcpHealthProbe : IHealthProbe
{
    /// <inheritdoc/>
    public async ValueTask<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint.Address.DnsSafeHost, endpoint.Address.Port, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
