using System.Net;
using System.Net.Sockets;

namespace Balancing.AspNetCore.Tests.Support;

/// <summary>A client with an address of its own.</summary>
internal static class Client
{
    /// <param name="target">Where to connect.</param>
    /// <param name="source">The address to connect from.</param>
    /// <param name="forwardedFor">What it claims in X-Forwarded-For.</param>
    /// <param name="path">What it asks for.</param>
    public static async Task<string> GetAsync(IPEndPoint target, IPAddress source, string? forwardedFor = null, string path = "/")
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(source, 0));
                await socket.ConnectAsync(target, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{target}{path}");
        if (forwardedFor is not null) request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }
}
