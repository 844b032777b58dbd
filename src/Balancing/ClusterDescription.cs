using System.Globalization;
using Balancing.Internal;

namespace Balancing;

/// <summary>The plan by which a cluster spreads requests, as data: see <see cref="Cluster.Describe"/>. A snapshot; <see cref="ToString"/> prints it as a table.</summary>
/// <param name="Name">The cluster's.</param>
/// <param name="Tiers">In their order, as far as they have endpoints that could be used; also those that get nothing.</param>
/// <param name="Endpoints">All endpoints on the list, in its order.</param>
public sealed record ClusterDescription(string Name, IReadOnlyList<TierDescription> Tiers, IReadOnlyList<EndpointUse> Endpoints)
{
    /// <summary>The plan as text, in two tables: tiers and endpoints.</summary>
    public override string ToString()
    {
        var tiers = new TextTable("tier", "share", "healthy", "");
        foreach (var tier in Tiers) tiers.Add($"{tier.Priority}", Percent(tier.Share), $"{tier.Healthy} of {tier.Usable}", tier.IsPanicking ? "panic" : "");
        var endpoints = new TextTable("endpoint", "tier", "zone", "weight", "effective", "share", "in flight", "health", "use");
        foreach (var (endpoint, health, reason, weight, share) in Endpoints)
        {
            endpoints.Add(
                $"{endpoint}", $"{endpoint.Priority}", endpoint.Zone ?? "", Number(endpoint.Weight), Number(weight), Percent(share), $"{endpoint.InFlight}", $"{health}", $"{reason}");
        }

        return $"{Name}\n\n{tiers}\n{endpoints}";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static string Number(double weight) => weight.ToString("0.###", CultureInfo.InvariantCulture);
}
