namespace Balancing.Http;

/// <summary>Where the caller sent a request to: taken before it goes to an endpoint, put back afterwards.</summary>
internal struct LogicalTarget
{
    private readonly Uri _uri;
    private bool _hostWasSet;

    private LogicalTarget(Uri uri) => _uri = uri;

    /// <remarks>Refuses before the pick, so that no endpoint is blamed for what the caller wrote.</remarks>
    public static LogicalTarget Of(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
            throw new InvalidOperationException($"The request's URI '{request.RequestUri}' is not absolute. Set HttpClient.BaseAddress, or send an absolute URI.");
        return EndpointUri.CanBePhysical(uri)
            ? new LogicalTarget(uri)
            : throw new InvalidOperationException($"A URI of scheme '{uri.Scheme}' whose path does not begin with a slash cannot be sent to an endpoint.");
    }

    /// <summary>Points the request at the endpoint. A Host header of the caller's own choice stays.</summary>
    public void Redirect(HttpRequestMessage request, Endpoint endpoint)
    {
        request.RequestUri = EndpointUri.ToPhysical(_uri, endpoint);
        if (endpoint.HostName is not { } name || request.Headers.Host is not null) return;
        request.Headers.Host = name;
        _hostWasSet = true;
    }

    public readonly void Restore(HttpRequestMessage request)
    {
        request.RequestUri = _uri;
        if (_hostWasSet) request.Headers.Host = null;
    }
}
