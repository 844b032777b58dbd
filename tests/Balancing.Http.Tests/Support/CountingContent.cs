using System.Net;
using System.Text;

namespace Balancing.Http.Tests.Support;

/// <summary>A body of a type that nobody knows: counts how often it was written.</summary>
/// <param name="text">The body.</param>
/// <param name="tellsLength">Whether it knows its length.</param>
internal sealed class CountingContent(string text, bool tellsLength = true) : HttpContent
{
    private int _serialisations;

    public int Serialisations => Volatile.Read(ref _serialisations);

    public bool IsDisposed { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Interlocked.Increment(ref _serialisations);
        return stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _serialisations);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Encoding.UTF8.GetByteCount(text);
        return tellsLength;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
