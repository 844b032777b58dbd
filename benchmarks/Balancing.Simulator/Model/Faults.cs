namespace Balancing.Simulator.Model;

/// <summary>What is wrong with a server.</summary>
internal sealed class Faults
{
    /// <summary>Share of requests that get a 500 without work, after <see cref="FailFastMs"/>.</summary>
    public double FailFast { get; set; }

    public double FailFastMs { get; set; }

    /// <summary>Share of requests that get a 500 after their work.</summary>
    public double GrayErrors { get; set; }

    /// <summary>Share of requests that are worked on and never answered.</summary>
    public double GrayDrops { get; set; }

    /// <summary>Connections are refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>Nothing is ever answered.</summary>
    public bool Swallows { get; set; }

    public bool IsDown => Refuses || Swallows;

    /// <summary>Share of requests that fail here.</summary>
    public double FailureRate => IsDown ? 1 : 1 - ((1 - FailFast) * (1 - GrayErrors) * (1 - GrayDrops));

    public void Clear()
    {
        (FailFast, FailFastMs, GrayErrors, GrayDrops) = (0, 0, 0, 0);
        (Refuses, Swallows) = (false, false);
    }
}
