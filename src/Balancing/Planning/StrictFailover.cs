namespace Balancing.Planning;

/// <summary>One tier gets everything: the first that is well, and only when it has been well for a while the one before the tier in use.</summary>
internal static class StrictFailover
{
    /// <param name="tiers">In their order, at least one; each with an endpoint that could be used.</param>
    /// <param name="threshold">The share of healthy endpoints from which on a tier is well.</param>
    /// <param name="delay">How long a tier has to be well before it takes over from one further behind.</param>
    /// <param name="now">The time.</param>
    /// <param name="memory">What the plan before has left.</param>
    /// <returns>The tier, what to remember, and when time alone changes that.</returns>
    public static (int Tier, TierMemory Memory, TimeSpan? NextChange) Choose(ReadOnlySpan<TierHealth> tiers, double threshold, TimeSpan delay, TimeSpan now, TierMemory memory)
    {
        // A tier that is used and well is left for one before it only after the delay; one that is not is left at once.
        var bound = int.MaxValue;
        foreach (var tier in tiers)
        {
            if (tier.Priority == memory.InUse && !tier.IsBelow(threshold)) bound = tier.Priority;
        }

        var wellSince = new Dictionary<int, TimeSpan>();
        TimeSpan? next = null;
        var (chosen, healthiest) = ((int?)null, tiers[0]);
        foreach (var tier in tiers)
        {
            if (tier.Share > healthiest.Share) healthiest = tier;
            if (chosen is not null || tier.IsBelow(threshold)) continue;
            if (tier.Priority >= bound || bound == int.MaxValue)
            {
                chosen = tier.Priority;
                continue;
            }

            var since = memory.WellSince.TryGetValue(tier.Priority, out var known) ? known : now;
            if (now - since >= delay)
            {
                chosen = tier.Priority;
                continue;
            }

            wellSince.Add(tier.Priority, since);
            next = EligibilityPlanner.Earlier(next, since + delay);
        }

        var used = chosen ?? healthiest.Priority;
        return (used, new TierMemory(used, wellSince), next);
    }
}
