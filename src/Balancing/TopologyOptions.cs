using System.Collections.Frozen;
using Balancing.Internal;

namespace Balancing;

/// <summary>Which endpoints a <see cref="Cluster"/> prefers: tiers, zones, and subsets. Read once, when the cluster is made.</summary>
/// <remarks>All of it is worked out before the algorithm sees a set of endpoints, so every strategy works in every topology.</remarks>
public sealed record TopologyOptions
{
    /// <summary>Of <see cref="MetadataKeys"/>, when they cannot change any more: requests ask.</summary>
    private FrozenSet<string> _knownKeys = FrozenSet<string>.Empty;

    /// <summary>How requests move to the next tier when one is not well. Default <see cref="FailoverMode.Strict"/>.</summary>
    public FailoverMode Failover { get; set; }

    /// <summary>
    /// Under <see cref="FailoverMode.Strict"/>, the share of its endpoints that must be healthy for a tier to be used: 0 (any at all) to 1. Default:
    /// <see langword="null"/>, <see cref="HealthOptions.PanicThreshold"/>.
    /// </summary>
    public double? FailoverThreshold { get; set; }

    /// <summary>
    /// Under <see cref="FailoverMode.Strict"/>, how long a tier must have been well without a break before it takes its traffic back from one further behind: 0 to
    /// 1 day; default 30 s, the time of a first ejection. So a server that comes and goes does not move everybody to and fro.
    /// </summary>
    public TimeSpan FailbackDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How much more than its share a healthy endpoint can bear: 1 to 10; default 1.4, as Envoy's. So a tier bears everything until fewer than 71 % of its endpoints
    /// are healthy. Used by <see cref="FailoverMode.Gradual"/> and <see cref="ZoneWeights"/>.
    /// </summary>
    public double OverprovisioningFactor { get; set; } = 1.4;

    /// <summary>
    /// The zone in which this process runs. Requests stay in it as long as its endpoints can bear the share of all requests that comes from there; what is too much
    /// goes to the other zones' spare capacity. Default: <see langword="null"/>, zones do not matter.
    /// </summary>
    public string? LocalZone { get; set; }

    /// <summary>An environment variable that says <see cref="LocalZone"/>, if that is not set. Read once. Default <see langword="null"/>.</summary>
    public string? LocalZoneVariable { get; set; }

    /// <summary>The key of an endpoint's metadata that says its zone, where <see cref="EndpointDescription.Zone"/> does not. Default <see langword="null"/>.</summary>
    public string? ZoneMetadataKey { get; set; }

    /// <summary>
    /// Which share of all requests comes from which zone, in any unit: clients, requests per second. By default each zone in which there are endpoints is taken to
    /// send the same. Numbers of 0 or more, not all 0; a zone that is missing sends none.
    /// </summary>
    public Dictionary<string, double> ClientShares { get; set; } = [];

    /// <summary>
    /// Spreads requests over zones by these weights, wherever they come from, instead of preferring one; a zone below its capacity
    /// (<see cref="OverprovisioningFactor"/>) gets less. Numbers of 0 or more, not all 0; a zone that is missing has 0. Empty by default. Not together with a local zone.
    /// </summary>
    public Dictionary<string, double> ZoneWeights { get; set; } = [];

    /// <summary>Lets this client use only some of many endpoints. Off by default.</summary>
    public SubsetOptions Subset { get; set; } = new();

    /// <summary>
    /// By which metadata requests may ask for endpoints (<see cref="MetadataConstraint"/>): each entry is a key such as <c>version</c>, or several that are asked for
    /// together, such as <c>stage,shard</c>. Empty by default. Every combination of values that occurs costs a picker of its own.
    /// </summary>
    public List<string> MetadataKeys { get; set; } = [];

    /// <summary>
    /// What requests that ask for nothing get, such as <c>stage</c> = <c>prod</c>: one of <see cref="MetadataKeys"/> with its value. If there is no such endpoint they
    /// get any. Empty by default.
    /// </summary>
    public Dictionary<string, string> DefaultMetadata { get; set; } = [];

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(Enum.IsDefined(Failover), Failover, "Strict or Gradual");
        Setting.Check(FailoverThreshold is null or (>= 0 and <= 1), FailoverThreshold, "between 0 and 1, or not be set");
        Setting.Check(FailbackDelay >= TimeSpan.Zero && FailbackDelay <= TimeSpan.FromDays(1), FailbackDelay, "between 0 and 1 day");
        Setting.Check(OverprovisioningFactor is >= 1 and <= 10, OverprovisioningFactor, "between 1 and 10");
        CheckShares(ClientShares, nameof(ClientShares));
        CheckShares(ZoneWeights, nameof(ZoneWeights));
        Setting.Check(ZoneWeights.Count == 0 || (LocalZone is null && LocalZoneVariable is null), ZoneWeights.Count, "empty where there is a LocalZone: either, not both", nameof(ZoneWeights));
        Subset.Validate();
        foreach (var entry in MetadataKeys)
            Setting.Check(MetadataKeySet.TryParse(entry, out _), entry, "a key, or several different ones with commas in between", nameof(MetadataKeys));
        Setting.Check(
            DefaultMetadata.Count == 0 || MetadataKeys.Exists(entry => MetadataKeySet.TryParse(entry, out var keys) && keys.Fits(DefaultMetadata)),
            string.Join(',', DefaultMetadata.Keys),
            "the keys of one entry of MetadataKeys",
            nameof(DefaultMetadata));
    }

    /// <summary>A copy that nobody can change any more, with the local zone from wherever it comes.</summary>
    internal TopologyOptions Frozen()
    {
        Validate();
        var zone = LocalZone is { Length: > 0 } given ? given : (LocalZoneVariable is { Length: > 0 } variable ? Environment.GetEnvironmentVariable(variable) : null);
        return this with
        {
            LocalZone = string.IsNullOrWhiteSpace(zone) ? null : zone,
            ClientShares = new Dictionary<string, double>(ClientShares, StringComparer.Ordinal),
            ZoneWeights = new Dictionary<string, double>(ZoneWeights, StringComparer.Ordinal),
            Subset = Subset.Frozen(),
            MetadataKeys = [.. MetadataKeys],
            _knownKeys = MetadataKeys.Select(entry => MetadataKeySet.TryParse(entry, out var keys) ? keys.Id : "").ToFrozenSet(StringComparer.Ordinal),
            DefaultMetadata = new Dictionary<string, string>(DefaultMetadata, StringComparer.Ordinal),
        };
    }

    /// <summary>Whether requests may ask by the keys of a constraint.</summary>
    internal bool Knows(MetadataConstraint constraint) => _knownKeys.Contains(constraint.KeyId);

    private static void CheckShares(Dictionary<string, double> shares, string name)
    {
        foreach (var (zone, share) in shares) Setting.Check(share >= 0 && double.IsFinite(share), share, "0 or more", $"{name}.{zone}");
        Setting.Check(shares.Count == 0 || shares.Values.Sum() > 0, 0, "above 0 for at least one zone", name);
    }
}
