using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Balancing.Http.Tests.Support;

/// <summary>A TCP server that treats each connection as a test says, and counts the bytes it is sent.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<RawConnection> _connections = [];
    private readonly Task _accepting;

    /// <param name="handle">Gets each connection and its number, from 0.</param>
    public RawServer(Func<RawConnection, int, Task> handle)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(handle);
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>How many connections have been made.</summary>
    public int Connections => _connections.Count;

    /// <summary>How many bytes have been read from all connections.</summary>
    public long BytesReceived => _connections.Sum(connection => connection.BytesReceived);

    /// <summary>From now on connections are refused.</summary>
    public void Refuse() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var connection in _connections) connection.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync(Func<RawConnection, int, Task> handle)
    {
        var handling = new List<Task>();
        try
        {
            while (true)
            {
                var connection = new RawConnection(await _listener.AcceptSocketAsync());
                handling.Add(HandleAsync(handle, connection, handling.Count));
                _connections.Add(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }

        await Task.WhenAll(handling);
    }

    private static async Task HandleAsync(Func<RawConnection, int, Task> handle, RawConnection connection, int number)
    {
        try
        {
            await handle(connection, number);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }
}
