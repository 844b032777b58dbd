namespace Balancing.Http.Resilience;

/// <summary>A copy of a request, so that it can be on its way to two endpoints at a time.</summary>
internal sealed class RequestCopy : HttpRequestMessage
{
    private RequestCopy(HttpMethod method, Uri? uri)
        : base(method, uri)
    {
    }

    /// <summary>Whether an endpoint has answered it well.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The same request: method, URI, version and its policy, headers, options, and the same body, which must be one that can be read twice at a time.</summary>
    /// <remarks>The body belongs to the original: the copy is not to be disposed.</remarks>
    public static RequestCopy Of(HttpRequestMessage request)
    {
        var copy = new RequestCopy(request.Method, request.RequestUri)
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = request.Content,
        };
        foreach (var (name, values) in request.Headers.NonValidated) copy.Headers.TryAddWithoutValidation(name, values);
        foreach (var (key, value) in (IDictionary<string, object?>)request.Options) ((IDictionary<string, object?>)copy.Options)[key] = value;
        return copy;
    }
}
