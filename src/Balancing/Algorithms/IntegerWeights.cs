using System.Numerics;

namespace Balancing.Algorithms;

/// <summary>Turns weights into the smallest integers of the same ratios, where there are any, or else into close ones.</summary>
/// <remarks>
/// Whole numbers and decimals of up to three places whose total (in thousandths, if need be) stays below 2³⁰ are kept exactly. Others
/// are rounded to about one part in 2³⁰ of the total, and never to 0: an endpoint in the set gets its turn.
/// </remarks>
internal static class IntegerWeights
{
    private const double MaxTotal = 1 << 30;

    public static uint[] From(ReadOnlySpan<double> weights)
    {
        for (var scale = 1.0; scale <= 1000; scale *= 10)
        {
            if (TryScale(weights, scale, out var exact)) return Reduce(exact);
        }

        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var rounded = new uint[weights.Length];
        for (var i = 0; i < rounded.Length; i++) rounded[i] = (uint)Math.Max(1, Math.Round(weights[i] / total * MaxTotal));
        return rounded;
    }

    private static bool TryScale(ReadOnlySpan<double> weights, double scale, out uint[] scaled)
    {
        scaled = new uint[weights.Length];
        var total = 0.0;
        for (var i = 0; i < scaled.Length; i++)
        {
            var exact = weights[i] * scale;
            var whole = Math.Round(exact);

            // 1e-9: far above the error of a decimal in binary, far below anything somebody would configure.
            if (whole < 1 || Math.Abs(exact - whole) > exact * 1e-9 || (total += whole) > MaxTotal) return false;
            scaled[i] = (uint)whole;
        }

        return true;
    }

    private static uint[] Reduce(uint[] weights)
    {
        var divisor = BigInteger.Zero;
        foreach (var weight in weights) divisor = BigInteger.GreatestCommonDivisor(divisor, weight);
        if (divisor > 1)
        {
            for (var i = 0; i < weights.Length; i++) weights[i] /= (uint)divisor;
        }

        return weights;
    }
}
