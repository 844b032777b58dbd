using Balancing.Tests.LoadReports.Support;

namespace Balancing.Tests.LoadReports;

/// <summary>Who follows reports and who does not: strategies by weight do, keys stay where they are.</summary>
public sealed class ReportedShareTests
{
    public static TheoryData<string> ByWeight => ["RoundRobin", "WeightedRoundRobin", "Random", "LeastConnections", "PowerOfTwoChoices", "Adaptive", "StickyRoundRobin"];

    public static TheoryData<string> ByKey => ["IpHash", "Rendezvous", "RingHash", "Maglev"];

    [Theory]
    [MemberData(nameof(ByWeight))]
    public void TwiceTheUtilisation_IsHalfTheRequests(string strategy)
    {
        using var fleet = new ReportingFleet(3, loadBalancer: Of(strategy));
        fleet.ReportFor(12, 0.2, 0.4, 0.2);
        const int Requests = 21_000;
        var taken = new int[3];
        for (var i = 0; i < Requests; i++)
        {
            var attempt = fleet.Cluster.Begin(AffinityKey.From($"client {i}"));
            taken[Array.IndexOf([fleet[0], fleet[1], fleet[2]], attempt.Endpoint)]++;
            attempt.Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(10));
        }

        // Weights 1.2, 0.6, 1.2. None of these is further from its shares than a draw by weight.
        var allowed = Chance.Deviation(Requests, 0.4, 3 * ByWeight.Count);
        Assert.InRange(taken[0], (0.4 * Requests) - allowed, (0.4 * Requests) + allowed);
        Assert.InRange(taken[1], (0.2 * Requests) - allowed, (0.2 * Requests) + allowed);
        Assert.InRange(taken[2], (0.4 * Requests) - allowed, (0.4 * Requests) + allowed);
    }

    [Theory]
    [MemberData(nameof(ByKey))]
    public void Keys_StayWhereTheyAre(string strategy)
    {
        using var fleet = new ReportingFleet(5, loadBalancer: Of(strategy));
        var before = Homes();
        fleet.ReportFor(12, 0.1, 0.2, 0.3, 0.4, 0.8);
        Assert.NotEqual(1, fleet.Cluster.Describe().Endpoints[0].EffectiveWeight);
        Assert.Equal(before, Homes());

        List<string> Homes() => [.. Enumerable.Range(0, 2_000).Select(i =>
        {
            var attempt = fleet.Cluster.Begin(AffinityKey.From($"client {i}"));
            attempt.Complete(OutcomeKind.Success);
            return attempt.Endpoint.ToString();
        })];
    }

    private static ILoadBalancer Of(string strategy) => strategy switch
    {
        "RoundRobin" => LoadBalancer.RoundRobin(),
        "WeightedRoundRobin" => LoadBalancer.WeightedRoundRobin(),
        "Random" => LoadBalancer.Random(),
        "LeastConnections" => LoadBalancer.LeastConnections(),
        "Adaptive" => LoadBalancer.Adaptive(),
        "PowerOfTwoChoices" => LoadBalancer.PowerOfTwoChoices(),
        "StickyRoundRobin" => LoadBalancer.Sticky(LoadBalancer.RoundRobin()),
        "IpHash" => LoadBalancer.IpHash(),
        "Rendezvous" => LoadBalancer.Rendezvous(),
        "RingHash" => LoadBalancer.RingHash(),
        _ => LoadBalancer.Maglev(),
    };
}
