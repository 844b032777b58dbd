using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Balancing.Http.Tests.Support;

/// <summary>One connection of a <see cref="RawServer"/>, byte by byte.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private long _received;

    public long BytesReceived => Volatile.Read(ref _received);

    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes);
        Interlocked.Add(ref _received, count);
        return bytes;
    }

    /// <summary>An HTTP/1.1 request: its head, and the body that its Content-Length announces.</summary>
    public async Task<string> ReadRequestAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadExactlyAsync(1))[0]);
        var length = head.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        if (length is not null) head.Append(Encoding.Latin1.GetString(await ReadExactlyAsync(int.Parse(length.AsSpan(16), CultureInfo.InvariantCulture))));
        return head.ToString();
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task WriteAsync(params byte[] bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    /// <summary>Whatever comes, until the client ends the connection.</summary>
    public async Task DrainAsync()
    {
        var buffer = new byte[4096];
        while (await _stream.ReadAsync(buffer) is > 0 and var read) Interlocked.Add(ref _received, read);
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    public void Dispose() => _stream.Dispose();
}
