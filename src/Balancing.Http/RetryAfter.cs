namespace Balancing.Http;

/// <summary>Reads how long an endpoint asked to be spared (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>The time from now; <see langword="null"/> if there is none. A date is compared with the server's own clock where it tells it.</summary>
    public static TimeSpan? Of(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? TimeProvider.System.GetUtcNow()),
        _ => null,
    };
}
