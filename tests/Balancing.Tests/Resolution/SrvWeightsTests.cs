using Balancing.Resolution;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution;

public sealed class SrvWeightsTests
{
    [Theory]
    [InlineData("0", "1")]
    [InlineData("0 0 0", "1 1 1")]
    [InlineData("10 20", "10 20")]
    [InlineData("1 0", "1 0.01")]
    [InlineData("100 100 0", "100 100 1")]
    [InlineData("60000 0 0", "60000 0.5 0.5")]
    public void Zero_IsASmallShareBesideOthers_AndAnEqualOneAmongItsLike(string weights, string expected) =>
        Assert.Equal(expected, string.Join(' ', SrvWeights.Of([.. weights.Split(' ').Select(weight => Record(0, int.Parse(weight)))])));

    [Fact]
    public void EachPriority_IsForItself() =>
        Assert.Equal([100, 1, 1, 5], SrvWeights.Of([Record(0, 100), Record(0, 0), Record(1, 0), Record(2, 5)]));

    private static DnsRecord.Service Record(int priority, int weight) => new("_a._tcp.b", TimeSpan.Zero, priority, weight, 80, "t");
}
