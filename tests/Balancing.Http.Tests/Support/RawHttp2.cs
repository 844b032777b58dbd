using System.Buffers.Binary;

namespace Balancing.Http.Tests.Support;

/// <summary>As much of HTTP/2 (RFC 9113) as it takes to refuse a request: greets, and hands each complete request's stream to the test.</summary>
internal static class RawHttp2
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, GoAway = 7, EndStream = 1, Ack = 1;

    /// <param name="connection">A new one.</param>
    /// <param name="onRequest">Gets the number of the stream when the request is complete.</param>
    public static async Task ServeAsync(RawConnection connection, Func<int, Task> onRequest)
    {
        await connection.ReadExactlyAsync(24); // PRI * HTTP/2.0…
        await WriteAsync(connection, Settings, 0, 0);
        while (true)
        {
            var head = await connection.ReadExactlyAsync(9);
            var (length, type, flags) = ((head[0] << 16) | (head[1] << 8) | head[2], head[3], head[4]);
            await connection.ReadExactlyAsync(length);
            if (type == Settings && (flags & Ack) == 0) await WriteAsync(connection, Settings, Ack, 0);
            if (type is Headers or Data && (flags & EndStream) != 0) await onRequest(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
        }
    }

    public static Task ResetStreamAsync(this RawConnection connection, int stream, int error) => WriteAsync(connection, Reset, 0, stream, 0, 0, 0, (byte)error);

    public static Task GoAwayAsync(this RawConnection connection, int lastStream, int error) =>
        WriteAsync(connection, GoAway, 0, 0, 0, 0, 0, (byte)lastStream, 0, 0, 0, (byte)error);

    /// <summary>Headers of a 200 alone (8 in the static table of HPACK), without an end.</summary>
    public static Task BeginAnswerAsync(this RawConnection connection, int stream) => WriteAsync(connection, Headers, 4, stream, 0x88);

    private static Task WriteAsync(RawConnection connection, byte type, byte flags, int stream, params byte[] payload) =>
        connection.WriteAsync([0, 0, (byte)payload.Length, type, flags, 0, 0, 0, (byte)stream, .. payload]);
}
