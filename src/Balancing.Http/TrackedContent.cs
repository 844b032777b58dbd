using System.Net;

namespace Balancing.Http;

/// <summary>A response's body that counts its request out when it ends, however it ends, exactly once.</summary>
/// <remarks>
/// It ends by being read to the end, disposed, failed or cancelled. The guard of a body that is simply forgotten is found by the garbage
/// collector, so that a careless caller does not make an endpoint look busy for ever.
/// </remarks>
internal sealed class TrackedContent : HttpContent
{
    private readonly HttpContent _inner;
    private InFlightGuard? _guard;
    private bool _opened;

    public TrackedContent(HttpContent inner, InFlightGuard guard)
    {
        _inner = inner;
        _guard = guard;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            // One value, nearly always: then no enumerator is boxed.
            if (values.Count == 1) Headers.TryAddWithoutValidation(name, values.ToString());
            else Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>The body has been read to its end, or nobody wants the rest.</summary>
    public void End() => Interlocked.Exchange(ref _guard, null)?.End();

    /// <summary>The body broke off.</summary>
    public void Fail(Exception error, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _guard, null)?.Fail(error, cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    // Read through the tracked stream, so that a failure to read is the endpoint's and a failure to write is not.
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        CreateContentReadStream(cancellationToken).CopyTo(stream);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        Open(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Open(_inner.ReadAsStream(cancellationToken));

    protected override bool TryComputeLength(out long length)
    {
        var known = _inner.Headers.ContentLength;
        length = known.GetValueOrDefault();
        return known.HasValue;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // In this order: disposal breaks off a pending read, which is then not taken for the endpoint's failure.
            End();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>As StreamContent does it: what can be rewound is read again from the start, anything else is there once.</summary>
    private TrackedStream Open(Stream body)
    {
        if (_opened)
        {
            if (!body.CanSeek) throw new InvalidOperationException("The body of this response has been read already and cannot be read again.");
            body.Position = 0;
        }

        _opened = true;
        return new TrackedStream(body, this);
    }
}
