namespace Balancing.Planning;

/// <summary>Each tier gets what it can bear of what is left by those before it.</summary>
/// <remarks>
/// Envoy's priority levels with an over-provisioning factor, in exact arithmetic: Envoy counts in whole percent and gives what rounding leaves to
/// the first tier that is well. In a total panic (no tier is well) Envoy shares by the number of hosts, here still by health as long as anybody is healthy, so that
/// more health never means less traffic.
/// </remarks>
internal static class GradualFailover
{
    /// <summary>Less than this is an error of rounding: 1 − 0.7 − 0.3 is not quite 0. Nobody should be woken, or tried, for that.</summary>
    private const double Least = 1e-9;

    /// <param name="tiers">In their order, at least one; each with an endpoint that could be used.</param>
    /// <param name="factor">The over-provisioning factor.</param>
    /// <param name="panicThreshold">Below this share of healthy endpoints a tier panics, if all tiers together cannot bear everything.</param>
    /// <returns>Of the tiers that get something, in their order: the shares add up to 1.</returns>
    public static List<TierLoad> Share(ReadOnlySpan<TierHealth> tiers, double factor, double panicThreshold)
    {
        var (total, usable) = (0.0, 0);
        foreach (var tier in tiers) (total, usable) = (total + Capacity(tier), usable + tier.Usable);

        var loads = new List<TierLoad>(tiers.Length);
        var left = 1.0;
        var enough = total >= 1;
        foreach (var tier in tiers)
        {
            // Nobody is healthy anywhere: everybody is used, by number.
            var share = total > 0 ? Math.Min(left, Capacity(tier) / Math.Min(total, 1)) : tier.Usable / (double)usable;
            if (share < Least) continue;
            loads.Add(new TierLoad(tier.Priority, share, !enough && tier.IsBelow(panicThreshold)));
            left -= share;
        }

        // What floating point has left over or lost.
        loads[0] = loads[0] with { Share = loads[0].Share + left };
        return loads;

        double Capacity(TierHealth tier) => Math.Min(1, factor * tier.Share);
    }
}
