using Balancing.Resolution.DnsProtocol;

namespace Balancing.Resolution;

/// <summary>Turns the weights of SRV records of one priority into weights of endpoints.</summary>
/// <remarks>
/// In RFC 2782 a weight of 0 does not mean "no requests", as an endpoint's does, but "a very small chance of being selected" beside others,
/// and among its like no preference. Its algorithm gives all that have 0 together as much as one that has 1. Beside small weights that is
/// not small, so here it is at most a hundredth of what the others have.
/// </remarks>
internal static class SrvWeights
{
    private const double SmallShare = 0.01;

    /// <param name="records">All records of an answer that are of use.</param>
    /// <returns>One weight per record, in their order.</returns>
    public static double[] Of(IReadOnlyList<DnsRecord.Service> records)
    {
        var idle = records.GroupBy(record => record.Priority).ToDictionary(rank => rank.Key, rank =>
        {
            var total = rank.Sum(record => record.Weight);
            return total == 0 ? 1 : Math.Min(1, total * SmallShare) / rank.Count(record => record.Weight == 0);
        });
        return [.. records.Select(record => record.Weight > 0 ? record.Weight : idle[record.Priority])];
    }
}
