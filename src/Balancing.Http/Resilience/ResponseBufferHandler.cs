namespace Balancing.Http.Resilience;

/// <summary>Reads the beginning of an answer before anybody gets it, so that one which breaks off can be asked for elsewhere.</summary>
/// <remarks>Below the attempt timeout and the balancing handler: for both, an answer that breaks off or stalls is an attempt that fails.</remarks>
internal sealed class ResponseBufferHandler(int size) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!Applies(request, response)) return response;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[FirstSize(response)];
            var length = 0;
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                length += read;
                if (read == 0 || !TryMakeRoom(ref buffer, length)) return WithBody(response, buffer, length, read == 0 ? null : body);
            }
        }
        catch (Exception e)
        {
            response.Dispose();
            if (e is IOException) throw BrokenOff(e);
            throw;
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = base.Send(request, cancellationToken);
        if (!Applies(request, response)) return response;

        // A pending read knows no token.
        var cancelled = cancellationToken.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response);
        try
        {
            var body = response.Content.ReadAsStream(cancellationToken);
            var buffer = new byte[FirstSize(response)];
            var length = 0;
            while (true)
            {
                var read = body.Read(buffer.AsSpan(length));
                length += read;
                if (read > 0 && TryMakeRoom(ref buffer, length)) continue;

                // Waits for the registration if it is disposing of the response just now.
                cancelled.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                return WithBody(response, buffer, length, read == 0 ? null : body);
            }
        }
        catch (Exception e)
        {
            cancelled.Dispose();
            response.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (e is IOException) throw BrokenOff(e);
            throw;
        }
    }

    /// <summary>An event stream is read as it comes, a long answer in any case only in part.</summary>
    private bool Applies(HttpRequestMessage request, HttpResponseMessage response) =>
        RetryPolicy.MayBeSentTwice(request)
        && request.Method != HttpMethod.Head
        && response.StatusCode != System.Net.HttpStatusCode.SwitchingProtocols
        && !(response.Content.Headers.ContentLength > size)
        && !string.Equals(response.Content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>One more than the length that is announced, so that the end is seen without a second buffer.</summary>
    private int FirstSize(HttpResponseMessage response) => response.Content.Headers.ContentLength is { } length ? (int)length + 1 : Math.Min(size, 4096);

    private bool TryMakeRoom(ref byte[] buffer, int length)
    {
        if (length < buffer.Length) return true;
        if (length >= size) return false;
        Array.Resize(ref buffer, (int)Math.Min(size, buffer.Length * 2L));
        return true;
    }

    private static HttpResponseMessage WithBody(HttpResponseMessage response, byte[] buffer, int length, Stream? rest)
    {
        var content = response.Content;
        HttpContent body = rest is null ? new BufferedContent(buffer, length, content) : new StreamContent(new PrefixedStream(buffer.AsMemory(0, length), rest));
        foreach (var (name, values) in content.Headers.NonValidated) body.Headers.TryAddWithoutValidation(name, values);
        response.Content = body;
        return response;
    }

    private static HttpRequestException BrokenOff(Exception error) => new(HttpRequestError.ResponseEnded, "The answer broke off while it was read.", error);
}
