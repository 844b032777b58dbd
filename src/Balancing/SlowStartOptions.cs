using Balancing.Internal;

namespace Balancing;

/// <summary>How a new or returning endpoint grows into its share.</summary>
/// <remarks>weight × max(<see cref="MinWeight"/>, (time ÷ <see cref="Window"/>)^(1 ÷ <see cref="Aggression"/>)), as Envoy's, under every algorithm.</remarks>
public sealed record SlowStartOptions
{
    /// <summary>How long it takes: up to 1 hour; 0, the default, switches it off.</summary>
    public TimeSpan Window { get; set; }

    /// <summary>1, the default, grows evenly; more grows faster at first. Above 0 to 100.</summary>
    public double Aggression { get; set; } = 1;

    /// <summary>The share of its weight an endpoint starts with: above 0 to 1; default 0.1, so that it gets something to warm up on.</summary>
    public double MinWeight { get; set; } = 0.1;

    internal void Validate()
    {
        Setting.Check(Window >= TimeSpan.Zero && Window <= TimeSpan.FromHours(1), Window, "between 0 and 1 hour", "SlowStart.Window");
        Setting.Check(Aggression is > 0 and <= 100, Aggression, "above 0 and at most 100", "SlowStart.Aggression");
        Setting.Check(MinWeight is > 0 and <= 1, MinWeight, "above 0 and at most 1", "SlowStart.MinWeight");
    }
}
