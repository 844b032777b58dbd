using System.Text.Json.Serialization;

namespace Quickstart;

/// <summary>What came out of one strategy's run.</summary>
/// <param name="Name">The strategy.</param>
/// <param name="Requests">How many requests were sent.</param>
/// <param name="Failed">How many of them got no answer, or one with an error status.</param>
/// <param name="P50Ms">Half of the answers took no longer, to the end of the body; <see langword="null"/> if there was none.</param>
/// <param name="P99Ms">99 % of the answers took no longer.</param>
/// <param name="ByEndpoint">How many requests each endpoint answered, in the order of the endpoints.</param>
internal sealed record RunResult(
    string Name, int Requests, int Failed, double? P50Ms, double? P99Ms, IReadOnlyDictionary<string, int> ByEndpoint)
{
    [JsonIgnore]
    public double PerSecond { get; init; }

    /// <summary>How many requests were left out because time was up.</summary>
    [JsonIgnore]
    public int Unsent { get; init; }

    [JsonIgnore]
    public string? FirstError { get; init; }

    /// <summary>What the backends counted, where that is known and differs from <see cref="ByEndpoint"/>.</summary>
    [JsonIgnore]
    public string? Miscount { get; init; }

    [JsonIgnore]
    public bool IsFlawless => Requests > 0 && Failed == 0 && Miscount is null;

    /// <summary>What there is to say beyond the figures, one line each.</summary>
    [JsonIgnore]
    public IEnumerable<string> Complaints
    {
        get
        {
            if (Failed > 0) yield return $"{Name}: {Failed} of {Requests} requests failed. The first: {FirstError}";
            if (Unsent > 0) yield return $"{Name}: time was up, {Unsent} requests were not sent.";
            if (Miscount is not null) yield return $"{Name}: {Miscount}";
        }
    }

    public double ShareOf(string url)
    {
        var answered = ByEndpoint.Values.Sum();
        return answered == 0 ? 0 : (double)ByEndpoint[url] / answered;
    }
}
