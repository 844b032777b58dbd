namespace Balancing.Algorithms;

/// <summary>A stride that visits every one of n places once before it repeats, each far from those visited just before.</summary>
/// <remarks>
/// How evenly a stride spreads its visits is read off the continued fraction of stride/places: the smaller its partial quotients, the
/// evener (Kuipers and Niederreiter, Uniform Distribution of Sequences, 1974, 2.3). 1/φ itself has nothing but ones, but the fraction
/// nearest to it usually ends in a large quotient, and then visits come in clumps. So the best of the nearest few is taken.
/// </remarks>
internal static class GoldenStride
{
    private const double InverseGoldenRatio = 0.6180339887498949;

    /// <summary>Of 64 candidates the best is hardly ever far from the best there is; looking takes some 20 µs, once per rebuild.</summary>
    private const int MaxCandidates = 64;

    /// <summary>Of the numbers nearest to places/φ that are coprime to <paramref name="places"/>, the one that spreads visits best.</summary>
    public static uint For(uint places)
    {
        var ideal = (uint)Math.Round(places * InverseGoldenRatio);
        var (best, least) = (1u, uint.MaxValue);
        var candidates = 0;
        for (uint away = 0; away < ideal && candidates < MaxCandidates; away++)
        {
            Consider(ideal - away);
            Consider(ideal + away);
        }

        return best;

        void Consider(uint stride)
        {
            if (stride >= places || SumOfQuotients(places, stride) is not { } sum) return;
            candidates++;
            if (sum < least) (best, least) = (stride, sum);
        }
    }

    /// <summary>The sum of the partial quotients of stride/places by Euclid's algorithm; <see langword="null"/> unless they are coprime.</summary>
    private static uint? SumOfQuotients(uint places, uint stride)
    {
        uint sum = 0;
        while (stride != 0)
        {
            sum += places / stride;
            (places, stride) = (stride, places % stride);
        }

        return places == 1 ? sum : null;
    }
}
