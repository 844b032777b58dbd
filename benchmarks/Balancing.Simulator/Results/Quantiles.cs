namespace Balancing.Simulator.Results;

/// <summary>Quantiles of a run.</summary>
internal static class Quantiles
{
    /// <summary>The grid of a quantile curve: even in the middle, and ever finer towards 1.</summary>
    public static readonly double[] Grid =
    [
        0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985,
        0.99, 0.992, 0.994, 0.995, 0.996, 0.997, 0.998, 0.9985, 0.999, 0.9995, 0.9999, 1,
    ];

    /// <summary>The nearest rank: the least value that a share <paramref name="q"/> of all values does not exceed. NaN when there are none.</summary>
    public static double Of(ReadOnlySpan<float> sorted, double q) =>
        sorted.IsEmpty ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(q * sorted.Length) - 1, 0, sorted.Length - 1)];
}
