namespace Balancing.Tests.Hashing;

/// <summary>Lists as nobody should write them, and sets of which hardly anything is left.</summary>
public sealed class DegenerateListTests
{
    private const int Keys = 10_000;

    /// <summary>One hash key for all, the zone's name perhaps: whoever comes first by address goes by it, the others by both, in every process and whatever their health.</summary>
    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void EndpointsThatShareAHashKey_ShareTheKeys(string strategy)
    {
        EndpointDescription[] list = [.. EndpointSets.Descriptions(5).Select(description => description with { HashKey = "eu-1" })];
        var set = Hashed.SetOf(list);
        var map = Hashed.Map(strategy, set, Keys);
        var counts = map.CountBy(address => address).ToDictionary();
        var allowed = Hashed.Deviation(strategy, Keys, 0.2, 1, 5);
        Assert.All(list, description => Assert.InRange(counts.GetValueOrDefault(description.Address), 2_000 - allowed, 2_000 + allowed));
        Assert.Equal(map, Hashed.Map(strategy, Hashed.SetOf(list.Reverse()), Keys));
        var away = Hashed.Map(strategy, Hashed.Without(set, set[0]), Keys);
        for (var key = 0; key < Keys; key++) Assert.True(map[key] == set[0].Address || away[key] == map[key]);
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void WhereAllButOneAreAway_ItGetsEverything(string strategy)
    {
        foreach (var set in new[] { EndpointSets.Equal(200), EndpointSets.Weighted([0.001, .. Enumerable.Repeat(100.0, 20)]) })
        {
            var away = set.Skip(1).ToArray();
            Assert.All(Hashed.Map(strategy, Hashed.Without(set, away), 300), address => Assert.Equal(set[0].Address, address));
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void WhereTheOnlyEndpointGrows_ItGetsEverything(string strategy)
    {
        var set = EndpointSets.Weighted(3);
        Assert.All(Hashed.Map(strategy, Hashed.Growing(set, 0, 0.05), 300), address => Assert.Equal(set[0].Address, address));
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void WhereEverybodyIsExcluded_TheKeyGoesToItsFirstChoice(string strategy)
    {
        var set = EndpointSets.Weighted(1, 2, 3);
        foreach (var factor in new double?[] { null, 1.25 })
        {
            var picker = Hashed.Strategy(strategy, new HashingOptions { LoadFactor = factor }).CreatePicker(set);
            var tried = new TriedEndpoints();
            foreach (var endpoint in set) tried.Add(endpoint);
            for (var key = 0; key < 100; key++) Assert.Same(picker.Pick(Hashed.Context(key)), picker.Pick(Hashed.Context(key, tried)));
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void WeightsOfAnySize_ArePlaced(string strategy)
    {
        foreach (var set in new[] { EndpointSets.Weighted(5e-324, 1e-310), EndpointSets.Weighted(1_000, 1e-9), EndpointSets.Weighted(1e-9) })
            Assert.All(Hashed.Map(strategy, set, 300), address => Assert.Contains(address, set.Select(endpoint => endpoint.Address)));
    }

    [Fact]
    public void ATableSmallerThanTheList_StillServes()
    {
        var set = EndpointSets.Equal(500);
        var options = new HashingOptions { MaglevTableSize = 3, MinRingSize = 1, MaxRingSize = 2 };
        foreach (var strategy in Hashed.Names)
        {
            var picker = Hashed.Strategy(strategy, options).CreatePicker(set);
            var tried = new TriedEndpoints();
            for (var i = 0; i < set.Count; i++)
            {
                var endpoint = picker.Pick(Hashed.Context(1, tried));
                Assert.False(tried.Contains(endpoint));
                tried.Add(endpoint);
            }
        }
    }

    [Fact]
    public void IpHash_ChoosesByTheLengthOfTheList_NotByWhatIsLeftOfIt()
    {
        foreach (var (count, strategy) in new[] { (128, BalancingStrategies.Rendezvous), (129, BalancingStrategies.Maglev) })
        {
            var all = EndpointSets.Equal(count);
            var set = Hashed.Without(all, [.. all.Take(100)]);
            Assert.Equal(Hashed.Map(strategy, set, 500), Hashed.Map(BalancingStrategies.IpHash, set, 500));
        }
    }
}
