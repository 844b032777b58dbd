using Balancing.Resolution;

namespace Balancing.Tests.Contract;

// How requests are spread. Where chance decides, Chance.Deviation derives the bound; where a rotation decides, the count is exact.
public abstract partial class LoadBalancerContract
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Requests_AreSharedEqually_AmongEqualEndpoints(int count)
    {
        var set = EndpointSets.Equal(count);
        AssertShares(set, Count(set, 60_000), 60_000);
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(1, 2, 3)]
    [InlineData(0.5, 2.5, 2)]
    [InlineData(10, 1, 1)]
    public void Requests_AreSharedAsTheAlgorithmPromises_AmongUnequalEndpoints(double a, double b, double c)
    {
        var set = EndpointSets.Weighted(a, b, c);
        AssertShares(set, Count(set, 60_000), 60_000);
    }

    [Fact]
    public void FirstPicks_OfAThousandFreshClusters_DoNotLandOnOneEndpoint()
    {
        const int Clusters = 1_000;
        const int Endpoints = 10;
        var resolver = new StaticResolver(EndpointSets.Descriptions(Endpoints));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Clusters; i++)
        {
            using var cluster = new Cluster("test", resolver, Create());
            var first = cluster.Begin().Endpoint.ToString();
            counts[first] = counts.GetValueOrDefault(first) + 1;
        }

        // Fair first picks are binomial(1000, 0.1): 100 ± 74, so 26 to 174, but for one run in 10⁹.
        var allowed = Chance.Deviation(Clusters, 1.0 / Endpoints, Endpoints);
        for (var i = 0; i < Endpoints; i++) Assert.InRange(counts.GetValueOrDefault(EndpointSets.Address(i)), 100 - allowed, 100 + allowed);
    }

    private void AssertShares(EndpointSet set, int[] counts, int requests)
    {
        Assert.Equal(requests, counts.Sum());
        var shares = ExpectedShares(set);
        for (var i = 0; i < counts.Length; i++)
        {
            // A rotation is exact over whole periods; a part of a period adds what its smoothness allows, at most 3 (see RotationScheduleTests).
            var allowed = AllowedDeviation(set, i) is { } deviation ? deviation
                : ExactPeriod(set) is not { } period ? Chance.Deviation(requests, shares[i], counts.Length)
                : requests % period == 0 ? 1e-6
                : 3;
            Assert.InRange(counts[i], (requests * shares[i]) - allowed, (requests * shares[i]) + allowed);
        }
    }
}
