using System.Net;

namespace Balancing.Http;

/// <summary>Follows redirects by the logical name, so that each hop is balanced anew.</summary>
/// <remarks>
/// <see cref="SocketsHttpHandler"/> sits below the balancing handler and would follow them by the endpoint's address: to the same endpoint,
/// or, when the location names the logical host, to a host that does not exist. The rules are those of SocketsHttpHandler: which statuses,
/// when a method becomes GET, no step down from https to http, no Authorization header on the next hop.
/// </remarks>
internal sealed class RedirectHandler(int maxRedirects) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var origin = request.RequestUri;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        for (var hops = 0; hops < maxRedirects && TryPrepareNextHop(request, response, origin); hops++)
        {
            response.Dispose();
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var origin = request.RequestUri;
        var response = base.Send(request, cancellationToken);
        for (var hops = 0; hops < maxRedirects && TryPrepareNextHop(request, response, origin); hops++)
        {
            response.Dispose();
            response = base.Send(request, cancellationToken);
        }

        return response;
    }

    private static bool TryPrepareNextHop(HttpRequestMessage request, HttpResponseMessage response, Uri? origin)
    {
        if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location || location is StepDownUri) return false;

        var current = request.RequestUri!;
#pragma warning disable RS0030 // A location is to be resolved (RFC 9110, 10.2.2); one that leads to another host is sent there, not balanced.
        var target = location.IsAbsoluteUri ? location : new Uri(current, location);
#pragma warning restore RS0030
        if (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps) return false;
        if (current.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp) return false;

        // A location without a fragment inherits the one of the request.
        if (target.Fragment.Length == 0 && current.Fragment.Length > 0) target = new UriBuilder(target) { Fragment = current.Fragment }.Uri;

        // Balanced is what has the name the caller sent to; a request that has left it before and is sent again stays away.
        var balanced = origin is not UnbalancedUri && target.Scheme == origin!.Scheme && target.Authority == origin.Authority;
        request.RequestUri = balanced ? target : new UnbalancedUri(target);
        request.Headers.Authorization = null;
        if (BecomesGet(response.StatusCode, request.Method))
        {
            request.Method = HttpMethod.Get;
            request.Content = null;
            if (request.Headers.TransferEncodingChunked == true) request.Headers.TransferEncodingChunked = false;
        }

        return true;
    }

    private static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static bool BecomesGet(HttpStatusCode status, HttpMethod method) => status switch
    {
        HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found => method == HttpMethod.Post,
        HttpStatusCode.SeeOther => method != HttpMethod.Get && method != HttpMethod.Head,
        _ => false,
    };
}
