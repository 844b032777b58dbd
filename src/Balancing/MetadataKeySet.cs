using System.Diagnostics.CodeAnalysis;

namespace Balancing;

/// <summary>Keys of metadata that are asked for together, sorted: an entry of <see cref="TopologyOptions.MetadataKeys"/>.</summary>
internal sealed class MetadataKeySet
{
    private MetadataKeySet(string[] keys) => (Keys, Id) = (keys, MetadataConstraint.Join(keys));

    public IReadOnlyList<string> Keys { get; }

    /// <summary>The same for the same keys.</summary>
    public string Id { get; }

    public static bool TryParse(string? entry, [NotNullWhen(true)] out MetadataKeySet? keys)
    {
        var parts = entry?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        Array.Sort(parts, StringComparer.Ordinal);
        keys = parts.Length > 0 && Array.TrueForAll(parts, part => part.Length > 0) && parts.Distinct(StringComparer.Ordinal).Count() == parts.Length ? new MetadataKeySet(parts) : null;
        return keys is not null;
    }

    /// <summary>Whether the values are for just these keys.</summary>
    public bool Fits(IReadOnlyDictionary<string, string> values) => values.Count == Keys.Count && Keys.All(values.ContainsKey);

    /// <summary>The constraint that an endpoint meets, or <see langword="null"/> if it lacks one of the keys.</summary>
    public string? ConstraintOf(Endpoint endpoint)
    {
        var pairs = new KeyValuePair<string, string>[Keys.Count];
        for (var i = 0; i < pairs.Length; i++)
        {
            if (!endpoint.Metadata.TryGetValue(Keys[i], out var value)) return null;
            pairs[i] = new KeyValuePair<string, string>(Keys[i], value);
        }

        return MetadataConstraint.Describe(pairs);
    }
}
