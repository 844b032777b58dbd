namespace Balancing.Testing;

/// <summary>How far chance may carry a count from its mean, so that a statistical test fails by accident less than once in 10⁹ runs.</summary>
public static class Chance
{
    /// <summary>The probability that a correct program fails a whole test.</summary>
    public const double FalseAlarm = 1e-9;

    /// <summary>
    /// The distance t with P(|X − np| ≥ t) ≤ <see cref="FalseAlarm"/> / <paramref name="looks"/> for X binomial(n, p).
    /// </summary>
    /// <remarks>
    /// Bernstein's inequality: P(|X − np| ≥ t) ≤ 2 exp(−t² / (2σ² + 2t/3)) with σ² = np(1 − p). Setting the right side to δ and
    /// L = ln(2/δ) gives t = L/3 + √(L²/9 + 2Lσ²). With several looks (one per endpoint, say) the union bound divides δ among them. For
    /// n = 100,000, p = 0.1 and 10 looks that is 2,070: a share of 10 % is held to between 7.9 % and 12.1 %.
    /// </remarks>
    /// <param name="trials">n.</param>
    /// <param name="probability">p.</param>
    /// <param name="looks">How many counts the test compares.</param>
    public static double Deviation(int trials, double probability, int looks)
    {
        var l = Math.Log(2 * looks / FalseAlarm);
        var variance = trials * probability * (1 - probability);
        return (l / 3) + Math.Sqrt((l * l / 9) + (2 * l * variance));
    }
}
