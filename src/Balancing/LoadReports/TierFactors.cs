namespace Balancing.LoadReports;

/// <summary>Makes factors of the weights that the endpoints of a tier report: each one's part of their mean, so that together they leave the tier's weight as it is.</summary>
internal static class TierFactors
{
    /// <summary>No weight counts as more than ten times the median, or as less than a tenth of it: one server with wrong figures must neither take everything nor get nothing for ever.</summary>
    internal const double Clamp = 10;

    /// <summary>Of fewer there is nothing to compare.</summary>
    private const int Fewest = 2;

    /// <param name="weights">0 for who has reported nothing that counts: that one gets the mean, which is factor 1.</param>
    public static double[] Of(ReadOnlySpan<double> weights)
    {
        var factors = new double[weights.Length];
        Array.Fill(factors, 1);
        double[] known = [.. weights];
        known = Array.FindAll(known, weight => weight > 0);
        if (known.Length < Fewest) return factors;

        Array.Sort(known);
        var median = (known[(known.Length - 1) / 2] / 2) + (known[known.Length / 2] / 2);
        var mean = 0.0;
        foreach (var weight in known) mean += Clamped(weight) / known.Length;
        for (var i = 0; i < factors.Length; i++)
        {
            if (weights[i] > 0) factors[i] = Clamped(weights[i]) / mean;
        }

        return factors;

        // By the median, which an absurd weight does not move, and not by the mean, which it does.
        double Clamped(double weight) => Math.Clamp(weight, median / Clamp, Math.Min(median * Clamp, double.MaxValue));
    }
}
