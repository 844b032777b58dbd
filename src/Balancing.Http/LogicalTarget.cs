namespace Balancing.Http;

/// <summary>Where the caller sent a request to: taken before it goes to an endpoint, put back afterwards.</summary>
internal readonly struct LogicalTarget
{
    private readonly Uri _uri;
    private readonly string? _host;

    private LogicalTarget(Uri uri, string? host)
    {
        _uri = uri;
        _host = host;
    }

    public static LogicalTarget Of(HttpRequestMessage request) => request.RequestUri is { IsAbsoluteUri: true } uri
        ? new LogicalTarget(uri, request.Headers.Host)
        : throw new InvalidOperationException($"The request's URI '{request.RequestUri}' is not absolute. Set HttpClient.BaseAddress, or send an absolute URI.");

    /// <summary>Points the request at the endpoint. A Host header of the caller's own choice stays.</summary>
    public void Redirect(HttpRequestMessage request, Endpoint endpoint)
    {
        request.RequestUri = EndpointUri.ToPhysical(_uri, endpoint);
        if (_host is null && endpoint.HostName is { } name) request.Headers.Host = name;
    }

    public void Restore(HttpRequestMessage request)
    {
        request.RequestUri = _uri;
        if (!ReferenceEquals(request.Headers.Host, _host)) request.Headers.Host = _host;
    }
}
