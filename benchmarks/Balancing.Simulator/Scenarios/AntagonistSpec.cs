namespace Balancing.Simulator.Scenarios;

/// <summary>Somebody else's work on the first servers: now and then it takes most of their speed. Both times are exponential.</summary>
internal sealed record AntagonistSpec
{
    public double MeanOnMs { get; init; }

    public double MeanOffMs { get; init; }

    /// <summary>What is left of the speed meanwhile.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>How many servers have one.</summary>
    public int Count { get; init; }
}
