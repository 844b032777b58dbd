using System.Numerics;

namespace Balancing.Algorithms;

/// <summary>A stride that visits every one of n places once before it repeats, each far from those visited just before.</summary>
internal static class GoldenStride
{
    private const double InverseGoldenRatio = 0.6180339887498949;

    /// <summary>The number coprime to <paramref name="places"/> that is nearest to places/φ.</summary>
    public static uint For(uint places)
    {
        var ideal = (uint)Math.Round(places * InverseGoldenRatio);
        for (uint away = 0; ; away++)
        {
            if (ideal > away && AreCoprime(ideal - away, places)) return ideal - away;
            if (AreCoprime(ideal + away, places)) return ideal + away;
        }
    }

    private static bool AreCoprime(uint a, uint b) => BigInteger.GreatestCommonDivisor(a, b).IsOne;
}
