namespace Balancing;

/// <summary>Which endpoints a request asks for, by their metadata: those of version v2, the canary, a shard. Immutable; may be kept and used for any number of requests.</summary>
/// <remarks>
/// The keys have to be named in <see cref="TopologyOptions.MetadataKeys"/>: for every combination of values that occurs there is a picker of its own, made when the list
/// changes, so that a request costs one lookup and no search.
/// </remarks>
public sealed class MetadataConstraint
{
    private const char BetweenKeys = '\u001e';

    private readonly KeyValuePair<string, string>[] _pairs;

    private MetadataConstraint(KeyValuePair<string, string>[] pairs, bool isRequired)
    {
        Array.Sort(pairs, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        (_pairs, IsRequired) = (pairs, isRequired);
        Id = Describe(pairs);
        KeyId = Join(pairs.Select(pair => pair.Key));
    }

    /// <summary>Whether the request fails if there is no such endpoint; otherwise it gets any.</summary>
    public bool IsRequired { get; }

    /// <summary>The same for the same keys and values.</summary>
    internal string Id { get; }

    /// <summary>The same for the same keys.</summary>
    internal string KeyId { get; }

    /// <summary>As <see cref="TopologyOptions.MetadataKeys"/> would have to name them.</summary>
    internal string Keys => string.Join(',', _pairs.Select(pair => pair.Key));

    /// <summary>Only endpoints whose metadata has this value. If there is none, the request fails with <see cref="NoEndpointReason.NoneMatches"/>.</summary>
    /// <param name="key">Such as <c>version</c>.</param>
    /// <param name="value">Compared exactly.</param>
    public static MetadataConstraint Require(string key, string value) => new([Pair(key, value)], isRequired: true);

    /// <summary>Only endpoints whose metadata has this value, if there are any; otherwise what requests without a constraint get.</summary>
    /// <param name="key">Such as <c>version</c>.</param>
    /// <param name="value">Compared exactly.</param>
    public static MetadataConstraint Prefer(string key, string value) => new([Pair(key, value)], isRequired: false);

    /// <summary>Only those of them that have this value, too.</summary>
    /// <param name="key">Another key.</param>
    /// <param name="value">Compared exactly.</param>
    /// <returns>A new constraint; this one stays as it is. The same one, if it asks for just this already.</returns>
    /// <exception cref="ArgumentException">The key has another value already.</exception>
    public MetadataConstraint And(string key, string value)
    {
        var pair = Pair(key, value);
        if (!Array.Exists(_pairs, known => known.Key == pair.Key)) return new MetadataConstraint([.. _pairs, pair], IsRequired);
        return Array.Exists(_pairs, known => known.Key == pair.Key && known.Value == pair.Value) ? this : throw new ArgumentException($"'{key}' is asked for already, with another value.", nameof(key));
    }

    /// <summary>Such as <c>stage=prod, version=v2</c>.</summary>
    public override string ToString() => string.Join(", ", _pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>With lengths instead of separators, which a value that comes from outside could contain: it must not pass for other keys.</summary>
    /// <param name="pairs">Sorted by key.</param>
    internal static string Describe(KeyValuePair<string, string>[] pairs) => string.Concat(pairs.Select(pair => $"{pair.Key.Length}:{pair.Key}{pair.Value.Length}:{pair.Value}"));

    internal static string Join(IEnumerable<string> keys) => string.Join(BetweenKeys, keys);

    private static KeyValuePair<string, string> Pair(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        return new KeyValuePair<string, string>(key, value);
    }
}
