namespace Balancing.Http.Resilience;

/// <summary>Gives a request that must not be carried out twice an empty body, where it has none.</summary>
/// <remarks>
/// SocketsHttpHandler itself repeats a request whose connection had been used before and ended without an answer, unless it has begun to send a body: also a POST without one. If
/// it is refused a connection for that, its exception says that none was made, as if nothing had been sent. What goes over the wire is the same: a length of 0.
/// </remarks>
internal static class EmptyBody
{
    /// <returns>Whether it was given one: then it is to be taken away again.</returns>
    public static bool TryGiveTo(HttpRequestMessage request)
    {
        if (request.Content is not null || RetryRules.IsIdempotent(request.Method) || request.Method == HttpMethod.Connect) return false;
        request.Content = new ByteArrayContent([]);
        return true;
    }
}
