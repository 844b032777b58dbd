using Balancing.Simulator.Results;

namespace Balancing.Simulator.Tests;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.51, 3)]
    [InlineData(0.99, 4)]
    [InlineData(1, 4)]
    public void AQuantile_IsTheNearestRank(double q, double expected) => Assert.Equal(expected, Quantiles.Of([1, 2, 3, 4], q));

    [Fact]
    public void OfNothing_ThereIsNoQuantile() => Assert.Equal(double.NaN, Quantiles.Of([], 0.5));
}
