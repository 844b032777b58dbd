namespace Balancing.Planning;

/// <summary>Splits a tier's requests over zones.</summary>
internal static class ZoneRouting
{
    /// <summary>Less than this is an error of rounding: nobody should cross zones, and no zone have a picker, for that.</summary>
    private const double Least = 1e-9;

    /// <summary>
    /// As much as the local zone can bear stays there, the rest goes to the others by their spare capacity: then, if all clients do so, every endpoint gets what its
    /// weight says, and no request crosses zones without need.
    /// </summary>
    /// <remarks>
    /// Envoy's zone aware routing: with uᵢ a zone's share of the capacity and lᵢ of the clients, local stays min(1, u ÷ l), and the rest is shared by max(0, uᵢ − lᵢ).
    /// Envoy asks for six hosts at least, here there is no such limit.
    /// </remarks>
    /// <param name="zones">Each zone once, with an endpoint that could be used; at least one has capacity.</param>
    /// <param name="local">Where the client is.</param>
    /// <param name="clientShares">Of each zone; empty: the same for each.</param>
    /// <returns>The zones that get something; the shares add up to 1.</returns>
    public static List<ZoneShare> PreferLocal(IReadOnlyList<ZoneCapacity> zones, string local, IReadOnlyDictionary<string, double> clientShares)
    {
        var capacity = zones.Sum(zone => zone.Weight);
        var senders = clientShares.Count > 0 ? clientShares.Values.Sum() : zones.Count(zone => zone.Zone is not null && zone.Zone != local) + 1;
        var ofLocal = zones.FirstOrDefault(zone => zone.Zone == local).Weight / capacity;
        var fromLocal = FromZone(local);
        var stay = ofLocal > fromLocal - Least ? Math.Sign(ofLocal) : ofLocal / fromLocal;

        var shares = new List<ZoneShare>(zones.Count);
        if (stay > 0) shares.Add(new ZoneShare(local, stay));
        if (stay >= 1) return shares;

        // A local zone of which the shares say that nobody sends from there has no capacity either, or all would stay: then the others have some to spare.
        var spare = zones.Where(zone => zone.Zone != local).Sum(Spare);
        foreach (var zone in zones)
        {
            if (zone.Zone == local || zone.Weight == 0) continue;
            var share = spare > 0 ? Spare(zone) / spare : zone.Weight / (capacity * (1 - ofLocal));
            if (share > 0) shares.Add(new ZoneShare(zone.Zone, (1 - stay) * share));
        }

        return shares;

        double FromZone(string? zone) => zone is null ? 0 : clientShares.Count == 0 ? 1.0 / senders : clientShares.GetValueOrDefault(zone) / senders;

        double Spare(ZoneCapacity zone) => (zone.Weight / capacity) - FromZone(zone.Zone) is >= Least and var spare ? spare : 0;
    }

    /// <summary>By the zones' weights, less what those who are not well cannot bear.</summary>
    /// <remarks>Envoy's locality weighted load balancing: weight × min(1, factor × eligible ÷ usable).</remarks>
    /// <param name="zones">Each zone once, with an endpoint that could be used; at least one has capacity.</param>
    /// <param name="weights">A zone that is missing has 0.</param>
    /// <param name="factor">The over-provisioning factor.</param>
    /// <returns>The zones that get something; the shares add up to 1. If none has a weight, all get something, by their endpoints' weights.</returns>
    public static List<ZoneShare> ByWeight(IReadOnlyList<ZoneCapacity> zones, IReadOnlyDictionary<string, double> weights, double factor)
    {
        var total = zones.Sum(Weight);
        var capacity = zones.Sum(zone => zone.Weight);
        return [.. zones.Select(zone => new ZoneShare(zone.Zone, total > 0 ? Weight(zone) / total : zone.Weight / capacity)).Where(zone => zone.Share > 0)];

        double Weight(ZoneCapacity zone) =>
            zone.Zone is null || zone.Weight == 0 ? 0 : weights.GetValueOrDefault(zone.Zone) * Math.Min(1, factor * zone.Eligible / zone.Usable);
    }
}
