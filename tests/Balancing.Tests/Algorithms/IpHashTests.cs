namespace Balancing.Tests.Algorithms;

public sealed class IpHashTests
{
    private const int Keys = 20_000;

    private static readonly AffinityKey[] Clients = [.. Enumerable.Range(0, Keys).Select(i => AffinityKey.ParseAddress($"192.0.{i >> 8}.{i & 255}"))];

    /// <summary>
    /// Published with the first version, and worked out by another program in another language. Two versions of the library that disagree here would send a client's requests to two servers while
    /// a fleet is being upgraded: this table may grow and may never change.
    /// </summary>
    [Theory]
    [InlineData("203.0.113.1", "http://shop-2:8080", "http://shop-2:8080")]
    [InlineData("203.0.113.2", "http://shop-1:8080", "http://shop-1:8080")]
    [InlineData("203.0.113.3", "http://shop-2:8080", "tcp://[2001:db8::5]:5432")]
    [InlineData("203.0.113.4", "tcp://[2001:db8::5]:5432", "tcp://[2001:db8::5]:5432")]
    [InlineData("203.0.113.5", "http://shop-2:8080", "http://shop-2:8080")]
    [InlineData("203.0.113.6", "tcp://[2001:db8::5]:5432", "tcp://[2001:db8::5]:5432")]
    [InlineData("203.0.113.7", "http://shop-2:8080", "http://shop-2:8080")]
    [InlineData("203.0.113.8", "https://shop-3/base", "tcp://[2001:db8::5]:5432")]
    [InlineData("203.0.113.9", "http://shop-2:8080", "http://shop-2:8080")]
    [InlineData("203.0.113.10", "http://shop-2:8080", "http://shop-2:8080")]
    [InlineData("2001:db8::1", "http://shop-1:8080", "tcp://[2001:db8::5]:5432")]
    [InlineData("2001:db8::2", "https://shop-3/base", "https://shop-3/base")]
    public void TheMapping_IsTheOneThatWasPublished(string client, string among, string amongWeighted)
    {
        EndpointDescription[] shops = [new("http://shop-1:8080"), new("http://shop-2:8080"), new("https://shop-3/base"), new("tcp://[2001:db8::5]:5432")];
        var weighted = shops.Zip([1.0, 2, 0.5, 4], (shop, weight) => shop with { Weight = weight });
        var context = new PickContext { Affinity = AffinityKey.ParseAddress(client) };

        Assert.Equal(among, Picker(shops).Pick(in context).ToString());
        Assert.Equal(amongWeighted, Picker(weighted).Pick(in context).ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSameKey_FindsTheSameEndpoint_InEveryProcessAndOrder(bool weighted)
    {
        var descriptions = Some(9, weighted);
        var shuffled = descriptions.ToArray();
        new Random(1).Shuffle(shuffled);
        Assert.NotEqual(descriptions, shuffled);
        Assert.Equal(Map(descriptions), Map(shuffled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnEndpointThatLeaves_TakesOnlyItsOwnKeysAlong(bool weighted)
    {
        var all = Some(8, weighted);
        var before = Map(all);
        foreach (var leaving in all)
        {
            var after = Map([.. all.Where(description => description != leaving)]);
            var gone = leaving.Address;
            for (var key = 0; key < Keys; key++)
            {
                if (before[key] != gone) Assert.Equal(before[key], after[key]);
                else Assert.NotEqual(gone, after[key]);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnEndpointThatArrives_TakesItsShareOfTheKeys_AndNoOtherKeyMoves(bool weighted)
    {
        var all = Some(8, weighted);
        var (before, after) = (Map(all[..7]), Map(all));
        var arrived = all[7].Address;
        var moved = 0;
        for (var key = 0; key < Keys; key++)
        {
            if (before[key] == after[key]) continue;
            Assert.Equal(arrived, after[key]);
            moved++;
        }

        AssertShare(all[7].Weight / all.Sum(description => description.Weight), moved, 1);
    }

    [Theory]
    [InlineData(1.0, 1.0, 1.0, 1.0)]
    [InlineData(1.0, 2.0, 3.0, 4.0)]
    [InlineData(0.1, 10.0, 1.0, 1.0)]
    public void Keys_AreSharedByWeight(params double[] weights)
    {
        var descriptions = EndpointSets.Descriptions(weights);
        var counts = Map(descriptions).CountBy(address => address).ToDictionary();
        for (var i = 0; i < weights.Length; i++) AssertShare(weights[i] / weights.Sum(), counts.GetValueOrDefault(descriptions[i].Address), weights.Length);
    }

    [Fact]
    public void AChangedWeight_MovesOnlyItsShareOfTheKeys()
    {
        // From 1 of 5 to 2 of 6: the endpoint keeps its fifth and gains 2/6 − 1/5 = 2/15; nothing moves between the others.
        var before = Map(EndpointSets.Descriptions([1, 1, 1, 1, 1]));
        var after = Map(EndpointSets.Descriptions([2, 1, 1, 1, 1]));
        var moved = 0;
        for (var key = 0; key < Keys; key++)
        {
            if (before[key] == after[key]) continue;
            Assert.Equal(new Uri(EndpointSets.Address(0)), after[key]);
            moved++;
        }

        AssertShare(2 / 15.0, moved, 1);
    }

    [Fact]
    public void DoublingAllWeights_MovesNothing() => Assert.Equal(Map(EndpointSets.Descriptions([1, 2, 3])), Map(EndpointSets.Descriptions([2, 4, 6])));

    // The hash leaves nothing to chance between runs, but keys that are spread by a good hash are spread as chance would spread them.
    private static void AssertShare(double share, int count, int looks)
    {
        var allowed = Chance.Deviation(Keys, share, looks);
        Assert.InRange(count, (Keys * share) - allowed, (Keys * share) + allowed);
    }

    private static EndpointDescription[] Some(int count, bool weighted) => EndpointSets.Descriptions(Enumerable.Range(1, count).Select(i => weighted ? (double)i : 1));

    private static IEndpointPicker Picker(IEnumerable<EndpointDescription> descriptions) =>
        LoadBalancer.IpHash().CreatePicker(new EndpointSet(descriptions.Select(description => new Endpoint(description))));

    private static Uri[] Map(EndpointDescription[] descriptions)
    {
        var picker = Picker(descriptions);
        return Array.ConvertAll(Clients, client => picker.Pick(new PickContext { Affinity = client }).Address);
    }
}
