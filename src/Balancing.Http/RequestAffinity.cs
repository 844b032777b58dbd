using System.Net;

namespace Balancing.Http;

/// <summary>Says what a request should stick to: requests with the same key go to the same endpoint under a hashing strategy such as IP hash.</summary>
public static class RequestAffinity
{
    private static readonly HttpRequestOptionsKey<AffinityKey> Key = new("Balancing.Affinity");

    // Looking into a request's options makes them. While nobody in the process has given any request a key, nobody need look.
    private static volatile bool _anyGiven;

    /// <summary>Makes the request stick to a client's address.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clientAddress">The address of the client on whose behalf the request is sent.</param>
    public static void SetAffinityKey(this HttpRequestMessage request, IPAddress clientAddress) => request.SetAffinityKey(AffinityKey.From(clientAddress));

    /// <summary>Makes the request stick to a text, such as the name of a user or a tenant.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The text; case matters. For the text of an IP address use <see cref="AffinityKey.ParseAddress"/>.</param>
    public static void SetAffinityKey(this HttpRequestMessage request, string key) => request.SetAffinityKey(AffinityKey.From(key));

    /// <summary>Makes the request stick to a key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key; the default value takes a key away again.</param>
    public static void SetAffinityKey(this HttpRequestMessage request, AffinityKey key)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(Key, key);
        _anyGiven = true;
    }

    /// <summary>The key the request has been given, or the default value.</summary>
    /// <param name="request">The request.</param>
    public static AffinityKey GetAffinityKey(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _anyGiven && request.Options.TryGetValue(Key, out var key) ? key : default;
    }
}
