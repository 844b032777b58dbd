using System.Net;

namespace Balancing.Http;

/// <summary>Keeps cookies by the logical name, so that what one endpoint sets, the others receive.</summary>
/// <remarks><see cref="SocketsHttpHandler"/>, below the balancing handler, would keep them by the endpoint's address.</remarks>
internal sealed class CookieHandler(CookieContainer cookies) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = Attach(request);
        return Keep(uri, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = Attach(request);
        return Keep(uri, base.Send(request, cancellationToken));
    }

    private Uri Attach(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var header = cookies.GetCookieHeader(uri);

        // As SocketsHttpHandler does: what the container knows wins over a header of the caller's.
        if (header.Length > 0)
        {
            request.Headers.Remove("Cookie");
            request.Headers.TryAddWithoutValidation("Cookie", header);
        }

        return uri;
    }

    private HttpResponseMessage Keep(Uri uri, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var values)) return response;
        foreach (var value in values)
        {
            try
            {
                cookies.SetCookies(uri, value);
            }
            catch (CookieException)
            {
                // A malformed cookie is not kept, and is no reason to fail the request.
            }
        }

        return response;
    }
}
