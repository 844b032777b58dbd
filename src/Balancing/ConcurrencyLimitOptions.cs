using Balancing.Internal;

namespace Balancing;

/// <summary>How many requests a <see cref="Cluster"/> may have in flight at a time. Without limits by default. Read once, when the cluster is made.</summary>
/// <remarks>
/// A full endpoint is passed over by every algorithm; a hashing one takes the key's next choice. When all are full, or the client's own limit is
/// reached, requests wait in line, first come, first served, or fail at once with <see cref="NoEndpointReason.Saturated"/>. After HAProxy's maxconn and
/// queue. Limits are exact: they are not exceeded by requests that begin at the same time.
/// </remarks>
public sealed record ConcurrencyLimitOptions
{
    /// <summary>How many requests may be in flight together: at least 1. Default: <see langword="null"/>, any number.</summary>
    public int? MaxInFlight { get; set; }

    /// <summary>How many may be in flight at one endpoint: at least 1. Default: <see langword="null"/>, any number.</summary>
    public int? MaxInFlightPerEndpoint { get; set; }

    /// <summary>How many requests may wait for their turn: 0 (none, the default) to 1,000,000.</summary>
    public int MaxQueueLength { get; set; }

    /// <summary>How long a request waits for its turn: above 0, to 1 hour; default 1 s.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Finds out how much each endpoint can bear. Off by default.</summary>
    public AdaptiveLimitOptions Adaptive { get; set; } = new();

    /// <summary>Whether there is any limit.</summary>
    internal bool Any => MaxInFlight is not null || MaxInFlightPerEndpoint is not null || Adaptive.Enabled;

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(MaxInFlight is null or >= 1, MaxInFlight, "at least 1");
        Setting.Check(MaxInFlightPerEndpoint is null or >= 1, MaxInFlightPerEndpoint, "at least 1");
        Setting.Check(MaxQueueLength is >= 0 and <= 1_000_000, MaxQueueLength, "between 0 and 1,000,000");
        Setting.Check(QueueTimeout > TimeSpan.Zero && QueueTimeout <= TimeSpan.FromHours(1), QueueTimeout, "above 0 and at most 1 hour");
        Adaptive.Validate();
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal ConcurrencyLimitOptions Frozen()
    {
        Validate();
        return this with { Adaptive = Adaptive with { } };
    }
}
