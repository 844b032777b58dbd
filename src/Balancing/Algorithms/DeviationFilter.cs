namespace Balancing.Algorithms;

/// <summary>How far something deviates from a mean, out of noisy samples: as much as they make likely, and less and less of it as time goes by without any.</summary>
/// <remarks>
/// A scalar Kalman filter (Kalman, "A New Approach to Linear Filtering and Prediction Problems", 1960) whose state returns to 0. Deviations have a prior variance of 1. Many samples in
/// a short time are trusted like their average, few ones hardly, and nothing has to be told how many there are.
/// </remarks>
internal struct DeviationFilter
{
    private double _mean;
    private double _variance;
    private double _at;

    public DeviationFilter() => _variance = 1;

    /// <summary>The deviation to expect.</summary>
    /// <param name="now">In seconds.</param>
    /// <param name="forgetting">Per second: after 1 ÷ so many seconds without a sample about a third of it is left.</param>
    public readonly double At(double now, double forgetting) => Volatile.Read(in _mean) * Decay((now - Volatile.Read(in _at)) * forgetting);

    /// <param name="sample">A deviation that was seen.</param>
    /// <param name="noise">Its variance, in units of that of deviations.</param>
    /// <param name="now">In seconds.</param>
    /// <param name="forgetting">As in <see cref="At"/>.</param>
    /// <returns>The deviation to expect now.</returns>
    public double Observe(double sample, double noise, double now, double forgetting)
    {
        var kept = Decay((now - _at) * forgetting);
        var variance = 1 - (kept * kept * (1 - _variance));
        var gain = variance / (variance + noise);
        var mean = kept * _mean;
        mean += gain * (sample - mean);
        _variance = variance * (1 - gain);
        Volatile.Write(ref _mean, mean);
        Volatile.Write(ref _at, now);
        return mean;
    }

    /// <summary>e^−x, near enough: under steady traffic x is a few thousandths, and then a series is ten times as fast.</summary>
    private static double Decay(double x) => x < 0.125 ? 1 - (Math.Max(0, x) * (1 - (x / 2))) : 1 / (1 + (x * (1 + (x / 2))));
}
