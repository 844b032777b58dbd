using System.Net;

namespace Balancing.Http;

/// <summary>Keeps cookies by the logical name, so that what one endpoint sets, the others receive.</summary>
/// <remarks><see cref="SocketsHttpHandler"/>, below the balancing handler, would keep them by the endpoint's address.</remarks>
internal sealed class CookieHandler(CookieContainer cookies) : DelegatingHandler
{
    private const string Cookie = "Cookie";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var own = Attach(request, cookies.GetCookieHeader(uri));
        try
        {
            return Keep(uri, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            Set(request, own);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var own = Attach(request, cookies.GetCookieHeader(uri));
        try
        {
            return Keep(uri, base.Send(request, cancellationToken));
        }
        finally
        {
            Set(request, own);
        }
    }

    /// <summary>Adds what the container knows to the caller's own cookies, which come first, as with SocketsHttpHandler.</summary>
    /// <returns>The caller's own.</returns>
    private static string? Attach(HttpRequestMessage request, string known)
    {
        var own = request.Headers.NonValidated.TryGetValues(Cookie, out var values) ? string.Join("; ", values) : null;
        if (known.Length > 0) Set(request, own is null ? known : $"{own}; {known}");
        return own;
    }

    private static void Set(HttpRequestMessage request, string? value)
    {
        request.Headers.Remove(Cookie);
        if (value is not null) request.Headers.TryAddWithoutValidation(Cookie, value);
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
