namespace Balancing.Http.Resilience;

/// <summary>Copies a request, so that it can be on its way to two endpoints at a time.</summary>
internal static class RequestCopy
{
    /// <summary>The same request: method, URI, version and its policy, headers, options, and the same body, which must be one that can be read twice at a time.</summary>
    /// <remarks>The body belongs to the original: the copy is not to be disposed.</remarks>
    public static HttpRequestMessage Of(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
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
