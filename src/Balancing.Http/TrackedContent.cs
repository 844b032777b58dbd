using System.Net;

namespace Balancing.Http;

/// <summary>A response's body that counts its request out when it ends, however it ends, exactly once.</summary>
/// <remarks>
/// It ends by being read to the end, disposed, failed or cancelled. A body that is simply forgotten is found by the finaliser, so that a
/// careless caller does not make an endpoint look busy for ever.
/// </remarks>
internal sealed class TrackedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Attempt _attempt;
    private readonly OutcomeKind _outcome;
    private readonly TimeSpan _latency;
    private bool _opened;
    private int _ended;

    public TrackedContent(HttpContent inner, Attempt attempt, OutcomeKind outcome, TimeSpan latency)
    {
        _inner = inner;
        _attempt = attempt;
        _outcome = outcome;
        _latency = latency;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            // One value, nearly always: then no enumerator is boxed.
            if (values.Count == 1) Headers.TryAddWithoutValidation(name, values.ToString());
            else Headers.TryAddWithoutValidation(name, values);
        }
    }

#pragma warning disable MA0055 // Not for a resource, but for a count that would otherwise be wrong for ever.
    ~TrackedContent() => End(_outcome);
#pragma warning restore MA0055

    /// <summary>The body has been read to its end, or nobody wants the rest.</summary>
    public void End() => End(_outcome);

    /// <summary>The body broke off.</summary>
    public void Fail(Exception error, CancellationToken cancellationToken) => End(OutcomeClassifier.Classify(error, cancellationToken));

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

    private void End(OutcomeKind outcome)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
#pragma warning disable CA1816 // A body that was read to its end needs no finaliser, even if nobody disposes it.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        _attempt.Complete(outcome, _latency);
    }
}
