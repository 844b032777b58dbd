using System.Globalization;
using Balancing.Planning;

namespace Balancing.Tests.Planning;

/// <summary>
/// Published with the first version that has subsets, and worked out by another program in another language, with fractions instead of floating point. Clients of different
/// versions share one fleet of servers, so these tables may grow and may never change.
/// </summary>
public sealed class SubsetPublishedTests
{
    private static readonly double[] Weights = [1, 2, 0.5, 4, 1, 1, 3, 0.25, 1, 2];

    /// <summary>Which servers the clients 0 to 7 of eight have, and which part of each, if not all: three slots of an eighth, or of unequal servers one.</summary>
    [Theory]
    [InlineData(true, new[] { "0 2:0.75 4 9", "2 4:0.75 8 9", "2 6:0.25 7 8 9:0.5", "2:0.25 3:0.5 6 7 8", "1:0.75 3 6 7", "1 3 5 6:0.75", "0 1 3:0.5 4:0.25 5", "0 1:0.25 4 5 9:0.5" })]
    [InlineData(false, new[] { "0 4:0.96875", "4:0.03125 9:0.96875", "2 6:0.0520833 7 8 9:0.03125", "6:0.65625", "3:0.2734375 6:0.2916667", "3:0.4921875", "1:0.515625 3:0.234375", "1:0.484375 5" })]
    public void TheWindows_AreThoseThatWerePublished(bool equal, string[] published)
    {
        var shops = Shops(equal ? _ => 1 : i => Weights[i]);
        Assert.Equal(published, Subsets.AllNumbered(shops, 5, 8).Select(members => string.Join(' ', members.Select(member => Text(shops, member)))));
    }

    [Fact]
    public void TheDraws_AreThoseThatWerePublished()
    {
        var shops = Shops(_ => 1);
        Assert.Equal(["4568", "2589", "1267", "0257", "2389", "0259", "0268", "0358"], Enumerable.Range(0, 8).Select(index => string.Concat(Subsets.Named(shops, 4, $"client {index}").Select(member => Text(shops, member)))));
    }

    private static Endpoint[] Shops(Func<int, double> weight) => [.. Enumerable.Range(0, 10).Select(i => new Endpoint(new EndpointDescription($"http://shop-{i}:8080") { Weight = weight(i) }))];

    private static string Text(Endpoint[] shops, SubsetMember member)
    {
        var server = Array.IndexOf(shops, member.Endpoint);
        return member.Factor == 1 ? $"{server}" : string.Create(CultureInfo.InvariantCulture, $"{server}:{member.Factor:0.#######}");
    }
}
