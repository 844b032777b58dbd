namespace Balancing.Simulator.Scenarios;

/// <summary>Something that happens to one server at a given time.</summary>
internal sealed record ScenarioEvent
{
    /// <summary>When, in ms.</summary>
    public double T { get; init; }

    public int Server { get; init; }

    /// <summary>
    /// <c>speed</c> (Value: factor), <c>ramp</c> (from Value to Value2 in Dur ms), <c>failfast</c> (share Value answers 500 after Value2 ms, without work), <c>grayerr</c> (share Value answers
    /// 500 after its work), <c>graydrop</c> (share Value works and never answers), <c>crash_refuse</c>, <c>crash_blackhole</c>, <c>recover</c>, <c>add</c>, <c>remove</c>.
    /// </summary>
    public required string Action { get; init; }

    public double Value { get; init; }

    public double Value2 { get; init; }

    public double Dur { get; init; }
}
