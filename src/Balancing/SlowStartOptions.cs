namespace Balancing;

/// <summary>How a new or returning endpoint grows into its share. Immutable.</summary>
/// <remarks>weight × max(<see cref="MinWeight"/>, (time ÷ <see cref="Window"/>)^(1 ÷ <see cref="Aggression"/>)), as Envoy's, under every algorithm.</remarks>
public sealed record SlowStartOptions
{
    /// <summary>How long it takes: 1 ms to 1 hour; default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public TimeSpan Window
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Window must be between 1 ms and 1 hour.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>1, the default, grows evenly; more grows faster at first. Above 0 to 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double Aggression
    {
        get;
        init => field = value is > 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Aggression must be above 0 and at most 100.");
    } = 1;

    /// <summary>The share of its weight an endpoint starts with: above 0 to 1; default 0.1, so that it gets something to warm up on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double MinWeight
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MinWeight must be above 0 and at most 1.");
    } = 0.1;
}
