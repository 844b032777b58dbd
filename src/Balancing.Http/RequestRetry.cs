namespace Balancing.Http;

/// <summary>Says of a request whether it may be sent to a server twice.</summary>
public static class RequestRetry
{
    private static readonly HttpRequestOptionsKey<bool> Key = new("Balancing.AllowRetry");

    /// <summary>
    /// Makes the request one that may be sent again after a failure, as idempotent ones are: a POST, say, whose server recognises a second copy. Or, with
    /// <see langword="false"/>, one that is sent once, whatever its method and its failure.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="allow">Whether it may be sent again.</param>
    public static void AllowRetry(this HttpRequestMessage request, bool allow = true)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(Key, allow);
    }

    /// <summary>What the caller has said of the request; <see langword="null"/> if nothing.</summary>
    internal static bool? IsRetryAllowed(this HttpRequestMessage request) => request.Options.TryGetValue(Key, out var allow) ? allow : null;
}
