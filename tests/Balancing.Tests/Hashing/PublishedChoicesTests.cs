namespace Balancing.Tests.Hashing;

/// <summary>
/// Published with the first version, and worked out by another program in another language, too, but for the long list. Two versions of the library that disagree here would send a key's requests to two servers while a fleet is being
/// upgraded: these tables may grow and may never change.
/// </summary>
public sealed class PublishedChoicesTests
{
    private static readonly (string Address, double Weight)[] Shops =
    [
        ("http://shop-0:8080", 1), ("http://shop-1:8080", 2), ("https://shop-2/base", 0.5), ("tcp://[2001:db8::5]:5432", 4), ("http://10.0.0.7", 1),
    ];

    /// <summary>Where the keys "key 0" to "key 19" go, a digit each: among equal endpoints, by weight, and by weight without endpoint 3, which is ejected.</summary>
    [Theory]
    [InlineData(BalancingStrategies.Rendezvous, "40434320032034311301", "13331333033034333331", "10401210022014011111")]
    [InlineData(BalancingStrategies.RingHash, "40234141434102143032", "40133143334101343030", "40124141444101141010")]
    [InlineData(BalancingStrategies.Maglev, "22344134224011140103", "22334134314011340133", "22204124014011440111")]
    [InlineData(BalancingStrategies.IpHash, "40434320032034311301", "13331333033034333331", "10401210022014011111")]
    public void TheMapping_IsTheOneThatWasPublished(string strategy, string equal, string weighted, string withoutTheThird)
    {
        var shops = Hashed.SetOf(Shops.Select(shop => new EndpointDescription(shop.Address) { Weight = shop.Weight }));
        var equals = Hashed.SetOf(Shops.Select(shop => new EndpointDescription(shop.Address)));
        Assert.Equal((equal, weighted, withoutTheThird), (Choices(strategy, equals), Choices(strategy, shops), Choices(strategy, Hashed.Without(shops, shops[3]))));
    }

    [Fact]
    public void TheMappingOfALongList_IsTheOneThatWasPublished()
    {
        var set = EndpointSets.Weighted(Enumerable.Range(0, 200).Select(i => 1.0 + (i % 4)));
        var picker = LoadBalancer.IpHash().CreatePicker(set);
        string[] published = ["0.107", "0.175", "0.8", "0.83", "0.172", "0.35", "0.158", "0.190", "0.57", "0.63", "0.124", "0.179", "0.57", "0.111", "0.152", "0.27", "0.55", "0.67", "0.52", "0.176"];
        Assert.Equal(published, Enumerable.Range(0, 20).Select(key => picker.Pick(Hashed.Context(key)).Address.Host["10.0.".Length..]));
    }

    private static string Choices(string strategy, EndpointSet set) =>
        string.Concat(Hashed.Map(strategy, set, 20).Select(address => Array.FindIndex(Shops, shop => new EndpointDescription(shop.Address).Address == address)));
}
