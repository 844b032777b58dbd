using Balancing.Internal;

namespace Balancing;

/// <summary>Finds out, endpoint by endpoint, how many requests it can bear at a time.</summary>
/// <remarks>
/// Additive increase, multiplicative decrease: the limit grows by about 1 in the time of one answer while it is made use of, and is cut when the endpoint
/// shows that it is overloaded: no answer, a gateway error, a wish to be spared, or an answer slower than <see cref="MaxLatency"/>. Many clients
/// that do so share a server fairly without knowing of each other: Chiu and Jain, "Analysis of the increase and decrease algorithms for
/// congestion avoidance in computer networks", Computer Networks and ISDN Systems 17, 1989; it is what TCP does.
/// </remarks>
public sealed record AdaptiveLimitOptions
{
    /// <summary>Whether limits adapt. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>The limit of an endpoint that is new: between <see cref="MinLimit"/> and <see cref="MaxLimit"/>; default 20.</summary>
    public int InitialLimit { get; set; } = 20;

    /// <summary>The least it falls to: at least 1, the default.</summary>
    public int MinLimit { get; set; } = 1;

    /// <summary>The most it grows to: at least <see cref="MinLimit"/>; default 1,000. <see cref="ConcurrencyLimitOptions.MaxInFlightPerEndpoint"/> is kept, too.</summary>
    public int MaxLimit { get; set; } = 1000;

    /// <summary>What is left of a limit that is cut: 0.1 to 0.99; default 0.9.</summary>
    public double Backoff { get; set; } = 0.9;

    /// <summary>An answer that takes longer counts as a sign of overload: above 0. Default: <see langword="null"/>, however long it takes.</summary>
    public TimeSpan? MaxLatency { get; set; }

    /// <summary>The same settings, none of them above <paramref name="cap"/>.</summary>
    internal AdaptiveLimitOptions Within(int cap) =>
        this with { InitialLimit = Math.Min(InitialLimit, cap), MinLimit = Math.Min(MinLimit, cap), MaxLimit = Math.Min(MaxLimit, cap) };

    internal void Validate()
    {
        Setting.Check(MinLimit >= 1, MinLimit, "at least 1", $"Adaptive.{nameof(MinLimit)}");
        Setting.Check(MaxLimit >= MinLimit, MaxLimit, $"at least MinLimit, {MinLimit}", $"Adaptive.{nameof(MaxLimit)}");
        Setting.Check(InitialLimit >= MinLimit && InitialLimit <= MaxLimit, InitialLimit, $"between MinLimit, {MinLimit}, and MaxLimit, {MaxLimit}", $"Adaptive.{nameof(InitialLimit)}");
        Setting.Check(Backoff is >= 0.1 and <= 0.99, Backoff, "between 0.1 and 0.99", $"Adaptive.{nameof(Backoff)}");
        Setting.Check(MaxLatency is null || MaxLatency > TimeSpan.Zero, MaxLatency, "above 0", $"Adaptive.{nameof(MaxLatency)}");
    }
}
