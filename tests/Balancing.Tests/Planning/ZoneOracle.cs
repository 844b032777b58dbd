namespace Balancing.Tests.Planning;

/// <summary>Which zones get something by the formulas, worked out once more, and more slowly: with whole numbers instead of floating point.</summary>
internal static class ZoneOracle
{
    /// <param name="story">The settings.</param>
    /// <param name="members">Those of the tier that could be used.</param>
    /// <param name="zone">One of theirs, with somebody who is well.</param>
    public static bool IsUsed(PlanStory story, PlanStory.Member[] members, string? zone)
    {
        var topology = story.Topology;
        if (topology.ZoneWeights.Count > 0)
        {
            return Weight(zone) > 0 || !members.Any(member => member.State == HealthState.Healthy && Weight(member.Zone) > 0);
        }

        if (topology.LocalZone is not { } local) return true;

        // u ≥ l, with both in whole numbers: u = capacity of the zone / capacity of all, l = clients of the zone / all clients. All weights are halves.
        var here = Spare(local);
        if (zone == local) return true;
        if (here >= 0 && Capacity(local) > 0) return false;
        var others = members.Select(member => member.Zone).Where(other => other != local).Distinct();
        return Spare(zone) > 0 || others.All(other => Spare(other) <= 0);

        long Spare(string? of) => (Capacity(of) * Clients()) - (ClientsOf(of) * members.Select(member => member.Zone).Distinct().Sum(Capacity));

        long Capacity(string? of) => (long)members.Where(member => member.Zone == of && member.State == HealthState.Healthy).Sum(member => 2 * member.Weight);

        long Clients() => topology.ClientShares.Count > 0
            ? (long)topology.ClientShares.Values.Sum()
            : members.Select(member => member.Zone).Where(of => of is not null && of != local).Distinct().Count() + 1;

        long ClientsOf(string? of) => of is null ? 0 : topology.ClientShares.Count > 0 ? (long)topology.ClientShares.GetValueOrDefault(of) : 1;

        double Weight(string? of) => of is null ? 0 : topology.ZoneWeights.GetValueOrDefault(of);
    }
}
