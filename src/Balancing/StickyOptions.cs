using Balancing.Internal;

namespace Balancing;

/// <summary>Settings of <see cref="LoadBalancer.Sticky"/>.</summary>
public sealed record StickyOptions
{
    /// <summary>How long a key is remembered after its last request: 1 s to 365 days; default 30 minutes.</summary>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How many keys are remembered: 8 to 16,777,216, rounded up to a power of two; default 65,536. Each takes some 50 bytes.</summary>
    /// <remarks>Should be twice as many as are expected: then one key of 120 is forgotten early, and one of seven where there are as many keys as places.</remarks>
    public int Capacity { get; set; } = 65_536;

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(TimeToLive >= TimeSpan.FromSeconds(1) && TimeToLive <= TimeSpan.FromDays(365), TimeToLive, "between 1 s and 365 days");
        Setting.Check(Capacity is >= 8 and <= 1 << 24, Capacity, "between 8 and 16,777,216");
    }
}
