namespace Balancing.Tests.Hashing;

/// <summary>Which keys move when something changes, and that no others do.</summary>
public sealed class DisruptionTests
{
    private const int Keys = 20_000;

    private static readonly double[][] Pools = [[1, 1, 1], [1, 2, 3, 4, 10], [.. Enumerable.Repeat(1.0, 40)]];

    [Theory]
    [InlineData(BalancingStrategies.Rendezvous)]
    [InlineData(BalancingStrategies.RingHash)]
    public void WhoLeavesTheList_TakesExactlyItsOwnKeysAlong(string strategy)
    {
        foreach (var pool in Pools)
        {
            var set = EndpointSets.Weighted(pool);
            var before = Hashed.Map(strategy, set, Keys);
            foreach (var gone in set.Take(5))
            {
                var moved = AssertOnlyItsOwnMove(gone, before, Hashed.Map(strategy, new EndpointSet(set.Except([gone])), Keys));
                var share = gone.Weight / pool.Sum();
                Assert.InRange(moved, 0, (Keys * share) + Hashed.Deviation(strategy, Keys, share, gone.Weight, 15));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void WhoIsEjected_LosesExactlyItsOwnKeys_AndGetsThemBack(string strategy)
    {
        foreach (var pool in Pools)
        {
            var set = EndpointSets.Weighted(pool);
            var before = Hashed.Map(strategy, set, Keys);
            foreach (var away in set.Take(5)) AssertOnlyItsOwnMove(away, before, Hashed.Map(strategy, Hashed.Without(set, away), Keys));

            // With another one away already, as well.
            var less = Hashed.Map(strategy, Hashed.Without(set, set[0]), Keys);
            AssertOnlyItsOwnMove(set[1], less, Hashed.Map(strategy, Hashed.Without(set, set[0], set[1]), Keys));
            Assert.Equal(before, Hashed.Map(strategy, EndpointSets.Weighted(pool), Keys));
        }
    }

    /// <summary>
    /// Maglev promises no exact number here. What moves in excess are slots that two members want and get in another order: measured up to 0.9 % of
    /// all keys, with some 200 endpoints; held to 1.5 %.
    /// </summary>
    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(1_000)]
    public void WhoLeavesTheList_MovesFewKeysOfOthers_UnderMaglev(int count)
    {
        var set = EndpointSets.Equal(count);
        var before = Hashed.Map(BalancingStrategies.Maglev, set, Keys);
        foreach (var gone in new[] { set[0], set[count / 2], set[count - 1] })
        {
            var moved = Hashed.Moved(before, Hashed.Map(BalancingStrategies.Maglev, new EndpointSet(set.Except([gone])), Keys));
            var own = before.Count(address => address == gone.Address);
            Assert.InRange(moved - own, 0, Keys * 0.015);
        }
    }

    [Theory]
    [InlineData(BalancingStrategies.Rendezvous)]
    [InlineData(BalancingStrategies.RingHash)]
    public void FivePercentMoreEndpoints_TakeTheirShare_AndNoKeyMovesBetweenOthers(string strategy)
    {
        var all = EndpointSets.Equal(105);
        var newcomers = all.Skip(100).Select(endpoint => endpoint.Address).ToHashSet();
        var before = Hashed.Map(strategy, new EndpointSet(all.Take(100)), Keys);
        var after = Hashed.Map(strategy, all, Keys);
        for (var key = 0; key < Keys; key++) Assert.True(before[key] == after[key] || newcomers.Contains(after[key]));
        var allowed = Hashed.Deviation(strategy, Keys, 5 / 105.0, 5, 1);
        Assert.InRange(Hashed.Moved(before, after), (Keys * 5 / 105.0) - allowed, (Keys * 5 / 105.0) + allowed);
    }

    [Theory]
    [InlineData(BalancingStrategies.Rendezvous)]
    [InlineData(BalancingStrategies.RingHash)]
    public void AChangedWeight_MovesOnlyItsShare(string strategy)
    {
        // From 1 of 10 to 2 of 11 and back: the endpoint keeps its tenth and gains 2/11 − 1/10 = 9/110; nothing moves between the others.
        var before = Hashed.Map(strategy, EndpointSets.Equal(10), Keys);
        var after = Hashed.Map(strategy, EndpointSets.Weighted([2, .. Enumerable.Repeat(1.0, 9)]), Keys);
        var grown = new Uri(EndpointSets.Address(0));
        for (var key = 0; key < Keys; key++) Assert.True(before[key] == after[key] || after[key] == grown);
        var allowed = Hashed.Deviation(strategy, Keys, 9 / 110.0, 1, 1);
        Assert.InRange(Hashed.Moved(before, after), (Keys * 9 / 110.0) - allowed, (Keys * 9 / 110.0) + allowed);
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void EjectedKeys_AreSpreadOverTheOthersByWeight(string strategy)
    {
        // In the second pool hardly a slot of Maglev's table is left to the others: the fallback must know weights, too.
        foreach (var pool in new double[][] { [6, 1, 2, 3], [3_000, 1, 2, 3] })
        {
            var set = EndpointSets.Weighted(pool);
            var before = Hashed.Map(strategy, set, Keys);
            var after = Hashed.Map(strategy, Hashed.Without(set, set[0]), Keys);
            var moved = after.Where((_, key) => before[key] == set[0].Address).CountBy(address => address).ToDictionary();
            var total = moved.Values.Sum();
            Assert.True(total > Keys / 3);
            foreach (var other in set.Skip(1))
            {
                var allowed = Hashed.Deviation(strategy, total, other.Weight / 6, other.Weight, 6);
                Assert.InRange(moved[other.Address], (total * other.Weight / 6) - allowed, (total * other.Weight / 6) + allowed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void ARetry_GoesWhereTheKeyWouldGoIfItsFirstChoiceWereEjected_AlwaysTheSame(string strategy)
    {
        foreach (var pool in Pools)
        {
            var set = EndpointSets.Weighted(pool);
            var picker = Hashed.Strategy(strategy).CreatePicker(set);
            var without = set.ToDictionary(away => away, away => Hashed.Strategy(strategy).CreatePicker(Hashed.Without(set, away)));
            for (var key = 0; key < 2_000; key++)
            {
                var first = picker.Pick(Hashed.Context(key));
                Assert.Same(without[first].Pick(Hashed.Context(key)), picker.Pick(Hashed.Context(key, new TriedEndpoints(first))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void AnEndpointThatGrows_GetsItsKeysHomeByAndBy_AlwaysTheSameFirst(string strategy)
    {
        var set = EndpointSets.Weighted(1, 1, 2, 1);
        var away = Hashed.Map(strategy, Hashed.Without(set, set[2]), Keys);
        var home = Hashed.Map(strategy, set, Keys);
        var own = Enumerable.Range(0, Keys).Where(key => home[key] == set[2].Address).ToHashSet();
        HashSet<int> before = [];
        foreach (var factor in new[] { 0.1, 0.25, 0.5, 0.75, 0.95, 1 })
        {
            var map = Hashed.Map(strategy, Hashed.Growing(set, 2, factor), Keys);
            var back = Enumerable.Range(0, Keys).Where(key => map[key] == set[2].Address).ToHashSet();
            Assert.Subset(back, before);
            Assert.Subset(own, back);
            for (var key = 0; key < Keys; key++) Assert.True(back.Contains(key) || map[key] == away[key]);

            // Rendezvous gives by effective weights, 2f of 3 + 2f; the others a part f of its keys.
            var share = strategy == BalancingStrategies.Rendezvous ? 2 * factor / (3 + (2 * factor)) / 0.4 : factor;
            var allowed = Chance.Deviation(own.Count, Math.Min(share, 0.5), 18) + (strategy == BalancingStrategies.Rendezvous ? Chance.Deviation(Keys, 0.4, 18) : 0);
            Assert.InRange(back.Count, (own.Count * share) - allowed, (own.Count * share) + allowed);
            before = back;
        }

        Assert.Equal(own, before);
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void AHashKey_KeepsTheKeys_WhenTheAddressChanges(string strategy)
    {
        EndpointDescription[] list = [.. EndpointSets.Descriptions([1, 2, 1]).Select((description, i) => description with { HashKey = $"shop-{i}" })];
        var moved = new EndpointDescription("http://172.16.0.9:81") { HashKey = "shop-1", Weight = 2 };
        var before = Hashed.Map(strategy, Hashed.SetOf(list), Keys);
        var after = Hashed.Map(strategy, Hashed.SetOf([list[2], moved, list[0]]), Keys);
        for (var key = 0; key < Keys; key++) Assert.Equal(before[key] == list[1].Address ? moved.Address : before[key], after[key]);
    }

    private static int AssertOnlyItsOwnMove(Endpoint gone, Uri[] before, Uri[] after)
    {
        for (var key = 0; key < before.Length; key++) Assert.True(before[key] == gone.Address ? after[key] != gone.Address : after[key] == before[key]);
        return Hashed.Moved(before, after);
    }
}
