namespace Balancing.Http;

/// <summary>How many extra attempts a client may make, so that an outage does not multiply its traffic.</summary>
/// <remarks>
/// Every request adds its share, every second adds the floor, every extra attempt takes 1; what is not used fades away within about ten seconds. After Finagle's
/// RetryBudget.
/// </remarks>
public sealed record RetryBudgetOptions
{
    /// <summary>Extra attempts per request: 0 to 10.</summary>
    public double Share { get; set; }

    /// <summary>Extra attempts per second on top, for clients with few requests: 0 to 1,000,000.</summary>
    public double MinPerSecond { get; set; }

    internal void Validate(string name)
    {
        Setting.Check(Share is >= 0 and <= 10, Share, "between 0 and 10", $"{name}.{nameof(Share)}");
        Setting.Check(MinPerSecond is >= 0 and <= 1_000_000, MinPerSecond, "between 0 and 1,000,000", $"{name}.{nameof(MinPerSecond)}");
    }
}
