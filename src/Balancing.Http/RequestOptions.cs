namespace Balancing.Http;

/// <summary>What travels with a request in its <see cref="HttpRequestMessage.Options"/>.</summary>
internal static class RequestOptions
{
    public static readonly HttpRequestOptionsKey<AffinityKey> Affinity = new("Balancing.Affinity");

    private static readonly HttpRequestOptionsKey<bool> Bypass = new("Balancing.Bypass");

    /// <summary>Whether the request goes to its URI as it is: a redirect led away from the balanced name.</summary>
    public static bool IsBypassed(HttpRequestMessage request) => request.Options.TryGetValue(Bypass, out var bypassed) && bypassed;

    public static void SetBypass(HttpRequestMessage request, bool bypassed)
    {
        if (bypassed || IsBypassed(request)) request.Options.Set(Bypass, bypassed);
    }
}
