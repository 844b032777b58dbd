namespace Balancing.Health;

/// <summary>What outlier detection remembers about one endpoint. Touched inside the rebuild latch only.</summary>
internal sealed class Ejection
{
    /// <summary>How many base ejection times the next ejection lasts, less one.</summary>
    public int Multiplier { get; set; }

    /// <summary>When the ejection time is over.</summary>
    public TimeSpan ReturnsAt { get; set; }

    /// <summary>When the endpoint returned for the last time.</summary>
    public TimeSpan ReturnedAt { get; set; } = TimeSpan.MinValue;

    public static Ejection Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new Ejection());
}
