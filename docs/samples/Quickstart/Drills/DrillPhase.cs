namespace Quickstart.Drills;

/// <summary>Some seconds of a drill.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="Sick">Which backend is broken meanwhile, if one is.</param>
/// <param name="Fault">How.</param>
internal sealed record DrillPhase(string Name, double Seconds, int? Sick = null, Fault Fault = Fault.None)
{
    public static readonly DrillPhase[] Plan =
    [
        new("healthy", 1.5),
        new("one answers 503", 3, Sick: 0, Fault.Unavailable),
        new("recovered from 503", 3),
        new("one hangs", 3, Sick: 1, Fault.Hangs),
        new("recovered from hanging", 3),
        new("one is killed", 3, Sick: 2, Fault.Killed),
        new("back on its port", 3),
        new("healthy again", 1.5),
    ];

    public TimeSpan Length => TimeSpan.FromSeconds(Seconds);
}
