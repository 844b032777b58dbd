using System.Net;
using System.Text;

namespace Balancing.Http.Tests.Support;

/// <summary>A stream that is read once.</summary>
internal sealed class OneWayStream(byte[] bytes, bool tellsLength) : MemoryStream(bytes)
{
    public override bool CanSeek => tellsLength;
}

/// <summary>A stream that breaks off at once.</summary>
internal sealed class BrokenStream : MemoryStream
{
    public override long Length => 10;

    public override int Read(byte[] buffer, int offset, int count) => throw new IOException("broken");

    public override int Read(Span<byte> buffer) => throw new IOException("broken");

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("broken");
}

/// <summary>A body whose end comes later.</summary>
internal sealed class DuplexContent(Task end) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes("beginning "));
        await stream.FlushAsync();
        await end;
        await stream.WriteAsync(Encoding.UTF8.GetBytes("and end"));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

/// <summary>Looks at what passes by.</summary>
internal sealed class Watch(HttpMessageHandler inner, Action<HttpRequestMessage> look) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        look(request);
        return base.SendAsync(request, cancellationToken);
    }
}
