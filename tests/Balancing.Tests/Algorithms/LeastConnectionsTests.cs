using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Algorithms;

public sealed class LeastConnectionsTests
{
    private static readonly Gen<(int Weight, int InFlight)[]> Pools =
        Gen.Choose(1, 9).SelectMany(weight => Gen.Choose(0, 30).Select(inFlight => (weight, inFlight))).ArrayOf().Where(pool => pool.Length is > 0 and <= 20);

    [Fact]
    public void Pick_IsAlwaysATrueMinimumOfRequestsPerWeight() => Prop.ForAll(Pools.ToArbitrary(), pool =>
    {
        var set = Loaded(pool);
        var picked = Array.IndexOf(set.Endpoints, LoadBalancer.LeastConnections().CreatePicker(set).Pick(default));
        return pool.All(other => (long)pool[picked].InFlight * other.Weight <= (long)other.InFlight * pool[picked].Weight);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ties_AreBrokenAtRandom_ByWeight()
    {
        // Requests per weight: 2, 2, 3, 2. The tied weights are 1, 3 and 4, so their shares are 1/8, 3/8 and 4/8.
        const int Picks = 80_000;
        var set = Loaded([(1, 2), (3, 6), (2, 6), (4, 8)]);
        var picker = LoadBalancer.LeastConnections().CreatePicker(set);
        var counts = new int[4];
        for (var i = 0; i < Picks; i++) counts[Array.IndexOf(set.Endpoints, picker.Pick(default))]++;

        double[] shares = [1 / 8.0, 3 / 8.0, 0, 4 / 8.0];
        Assert.Equal(0, counts[2]);
        for (var i = 0; i < 4; i++)
        {
            var allowed = Chance.Deviation(Picks, shares[i], 3);
            Assert.InRange(counts[i], (Picks * shares[i]) - allowed, (Picks * shares[i]) + allowed);
        }
    }

    [Fact]
    public void RequestsThatDoNotEnd_FillThePoolInProportionToWeight()
    {
        var set = EndpointSets.Weighted(1, 2, 5);
        var picker = LoadBalancer.LeastConnections().CreatePicker(set);
        for (var i = 0; i < 800; i++) picker.Pick(default).BeginRequest();
        Assert.Equal([100, 200, 500], set.Select(endpoint => endpoint.InFlight));
    }

    private static EndpointSet Loaded((int Weight, int InFlight)[] pool)
    {
        var set = EndpointSets.Weighted(pool.Select(endpoint => (double)endpoint.Weight));
        for (var i = 0; i < pool.Length; i++)
        {
            for (var request = 0; request < pool[i].InFlight; request++) set[i].BeginRequest();
        }

        return set;
    }
}
