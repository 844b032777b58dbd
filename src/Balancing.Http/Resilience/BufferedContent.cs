namespace Balancing.Http.Resilience;

/// <summary>A response's body that is in memory: the request is over.</summary>
internal sealed class BufferedContent(byte[] buffer, int length, HttpContent source) : ByteArrayContent(buffer, 0, length)
{
    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
