namespace Balancing.Http;

/// <summary>Tells which endpoints a request has been sent to.</summary>
public static class RequestAttempts
{
    private static readonly HttpRequestOptionsKey<TriedEndpoints> Key = new("Balancing.TriedEndpoints");

    // Written once, by the first caller who asks.
    private static volatile bool _anyTracked;

    /// <summary>Whether any request may carry a list that its sender has asked for.</summary>
    internal static bool AnyTracked => _anyTracked;

    /// <summary>Keeps a list of the endpoints the request is sent to from now on, retries and hedges among them, the last one last.</summary>
    /// <remarks>It is kept in the request's options, which a failed request has anyway: it makes every handler of the process look there.</remarks>
    /// <param name="request">A request that is to be sent.</param>
    /// <returns>The list, which grows while the request is sent.</returns>
    public static TriedEndpoints TrackAttempts(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _anyTracked = true;
        return GetOrAdd(request);
    }

    internal static TriedEndpoints GetOrAdd(HttpRequestMessage request)
    {
        if (Find(request) is { } known) return known;
        var tried = new TriedEndpoints();
        request.Options.Set(Key, tried);
        return tried;
    }

    internal static TriedEndpoints? Find(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var tried) ? tried : null;
}
