namespace Balancing.Tests;

public sealed class EndpointSetTests
{
    [Fact]
    public void ASet_IsNeverEmpty() => Assert.Throws<ArgumentException>(() => new EndpointSet([]));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void EffectiveWeights_AreFiniteAndPositive(double weight)
    {
        var error = Assert.Throws<ArgumentException>(() => new EndpointSet(EndpointSets.Equal(2), [1, weight]));
        Assert.Contains(EndpointSets.Address(1), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEndpointOfWeightZero_IsNotPartOfASet() => Assert.Throws<ArgumentException>(() => EndpointSets.Weighted(1, 0));

    [Fact]
    public void Weights_ComeOnePerEndpoint() => Assert.Throws<ArgumentException>(() => new EndpointSet(EndpointSets.Equal(2), [1, 2, 3]));

    [Fact]
    public void EqualWeights_AreNoticed()
    {
        Assert.True(EndpointSets.Weighted(0.3, 0.3).HasEqualWeights);
        Assert.False(EndpointSets.Weighted(1, 1, 2).HasEqualWeights);
        Assert.True(new EndpointSet(EndpointSets.Weighted(1, 2), [4, 4]).HasEqualWeights);
    }

    [Fact]
    public void ASet_IsASnapshot()
    {
        var endpoints = EndpointSets.Equal(2).ToList();
        var weights = new List<double> { 1, 2 };
        var set = new EndpointSet(endpoints, weights);
        endpoints.Clear();
        weights[0] = 99;
        Assert.Equal(2, set.Count);
        Assert.Equal([1.0, 2.0], set.Weights.ToArray());
        Assert.Equal(set, [set[0], set[1]]);
    }

    [Fact]
    public void SharedState_IsTheOneGiven()
    {
        var shared = new StateSlots();
        Assert.Same(shared, new EndpointSet(EndpointSets.Equal(1), [1], shared).SharedState);
        Assert.NotNull(EndpointSets.Equal(1).SharedState);
    }
}
