using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Balancing.TestBackend;

/// <summary>Answers the requests of its connections as it has been told last.</summary>
/// <param name="log">Gets the requests' ids, and an "ok" for each order.</param>
internal sealed class Server(TextWriter log)
{
    private const int BodyLength = 1000;

    private static readonly byte[] HeadersBegun = "HTTP/1.1 200 OK\r\nContent-Le"u8.ToArray();
    private static readonly byte[] Headers = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray();
    private static readonly byte[] Unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'w', BodyLength)];

    private volatile Order _order = Order.Parse("well");

    /// <summary>
    /// "well"; "503"; "reset-headers" and "reset-body", which break the connection within them; "die", at the next request; "slow" with milliseconds and the
    /// percentage of requests.
    /// </summary>
    public void Obey(string order)
    {
        _order = Order.Parse(order);
        Write("ok");
    }

    public async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        connection.NoDelay = true;
        var stream = connection.GetStream();
        using var reader = new StreamReader(stream);
        try
        {
            while (await Request.ReadAsync(reader) is { } request)
            {
                // Before anything of an answer is sent: who has been answered is in the log.
                if (request.Id is not null) Write($"= {request.Id}");
                if (await TryAnswerAsync(stream, _order, request)) continue;

                // Without waiting for what is unsent: a reset.
                connection.Client.Close(0);
                return;
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private static async Task<bool> TryAnswerAsync(NetworkStream stream, Order order, Request request)
    {
        switch (order.Name)
        {
            case "503":
                await stream.WriteAsync(Unavailable);
                return true;
            case "reset-headers":
                await stream.WriteAsync(HeadersBegun);
                return false;
            case "reset-body":
                await stream.WriteAsync((byte[])[.. Headers, .. Body[..(BodyLength / 2)]]);
                return false;
            case "die":
                Process.GetCurrentProcess().Kill();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
                return false;
            case "slow" when order.Concerns(request):
                await Task.Delay(order.Delay, TimeProvider.System, CancellationToken.None);
                break;
        }

        await stream.WriteAsync((byte[])[.. Headers, .. Body]);
        return true;
    }

    private void Write(string line)
    {
        lock (log) log.WriteLine(line);
    }

    private sealed record Order(string Name, TimeSpan Delay, int Percent)
    {
        public static Order Parse(string text)
        {
            var words = text.Split(' ');
            return words.Length == 1
                ? new Order(text, TimeSpan.Zero, 0)
                : new Order(words[0], TimeSpan.FromMilliseconds(Number(words[1])), Number(words[2]));
        }

        /// <summary>By the number at the end of its id: not by chance, so that the share is met, but not in a row either: 37 and 100 have no common divisor.</summary>
        public bool Concerns(Request request) => request.Id is { } id && Number(id[(id.LastIndexOf('-') + 1)..]) * 37 % 100 < Percent;

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
