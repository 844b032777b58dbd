namespace Balancing.Http;

/// <summary>Says which endpoints a request asks for by their metadata: those of a version, the canary, a shard.</summary>
/// <remarks>
/// The keys have to be in <see cref="TopologyOptions.MetadataKeys"/>, those of one request together in one entry; otherwise sending fails with an
/// <see cref="InvalidOperationException"/>. If nobody has what is required it fails with a <see cref="NoEndpointHttpException"/> of reason
/// <see cref="NoEndpointReason.NoneMatches"/>, which is not retried. Retries, hedges and redirects ask for the same.
/// </remarks>
public static class RequestMetadata
{
    private static readonly HttpRequestOptionsKey<MetadataConstraint?> Key = new("Balancing.Metadata");

    // Looking into a request's options makes them. While nobody in the process has asked for anything, nobody need look.
    private static volatile bool _anyGiven;

    /// <summary>Sends the request only to endpoints whose metadata has this value, and, if called several times, all of these values.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">Such as <c>version</c>.</param>
    /// <param name="value">Compared exactly. Asking again for the same changes nothing, so a handler may do so before each attempt.</param>
    /// <exception cref="ArgumentException">The key is empty, or the request asks for another value of it.</exception>
    /// <exception cref="InvalidOperationException">The request prefers something: one constraint is all required, or all preferred.</exception>
    public static void RequireMetadata(this HttpRequestMessage request, string key, string value) => Add(request, key, value, isRequired: true);

    /// <summary>
    /// Sends the request to endpoints whose metadata has this value, and, if called several times, all of these values; if there are none, to those that other
    /// requests get.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="key">Such as <c>version</c>.</param>
    /// <param name="value">Compared exactly. Asking again for the same changes nothing, so a handler may do so before each attempt.</param>
    /// <exception cref="ArgumentException">The key is empty, or the request asks for another value of it.</exception>
    /// <exception cref="InvalidOperationException">The request requires something: one constraint is all required, or all preferred.</exception>
    public static void PreferMetadata(this HttpRequestMessage request, string key, string value) => Add(request, key, value, isRequired: false);

    /// <summary>Gives the request a constraint that was made before, in place of what it asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="constraint">May be used by any number of requests; <see langword="null"/> takes a constraint away again.</param>
    public static void SetMetadataConstraint(this HttpRequestMessage request, MetadataConstraint? constraint)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(Key, constraint);
        _anyGiven = true;
    }

    /// <summary>What the request has been told to ask for; <see langword="null"/> if nothing, or if only <see cref="BalancedHttpClientOptions.UseMetadataConstraint"/> would say.</summary>
    /// <param name="request">The request.</param>
    public static MetadataConstraint? GetMetadataConstraint(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _anyGiven && request.Options.TryGetValue(Key, out var constraint) ? constraint : null;
    }

    private static void Add(HttpRequestMessage request, string key, string value, bool isRequired)
    {
        var known = request.GetMetadataConstraint();
        if (known is not null && known.IsRequired != isRequired)
            throw new InvalidOperationException($"The request {Verb(known.IsRequired)} {known} and cannot {(isRequired ? "require" : "prefer")} '{key}' as well: a constraint is all required, or all preferred.");
        request.SetMetadataConstraint(known?.And(key, value) ?? (isRequired ? MetadataConstraint.Require(key, value) : MetadataConstraint.Prefer(key, value)));
    }

    private static string Verb(bool isRequired) => isRequired ? "requires" : "prefers";
}
