using Balancing.LoadReports;

namespace Balancing.Tests.LoadReports;

/// <summary>How weights that are reported become factors.</summary>
public sealed class TierFactorsTests
{
    [Theory]
    [InlineData(new double[] { }, new double[] { })]
    [InlineData(new double[] { 5 }, new double[] { 1 })]
    [InlineData(new double[] { 0, 5, 0 }, new double[] { 1, 1, 1 })]
    [InlineData(new double[] { 100, 300 }, new double[] { 0.5, 1.5 })]
    [InlineData(new double[] { 100, 0, 300 }, new double[] { 0.5, 1, 1.5 })]
    [InlineData(new double[] { 7, 7, 7 }, new double[] { 1, 1, 1 })]
    [InlineData(new double[] { 1, 1, 1e9 }, new double[] { 0.25, 0.25, 2.5 })]
    [InlineData(new double[] { 1, 100, 100, 100 }, new double[] { 10 / 77.5, 100 / 77.5, 100 / 77.5, 100 / 77.5 })]
    [InlineData(new double[] { 1e308, 1.5e308 }, new double[] { 0.8, 1.2 })]
    public void Factors_ArePartsOfTheMean_WithinBounds(double[] weights, double[] expected) =>
        Assert.Equal(expected, TierFactors.Of(weights), (a, b) => Math.Abs(a - b) < 1e-9);

    /// <summary>Of whatever servers claim: the sum stays, nobody gets more than a hundred times what another gets, and more claimed is never less given.</summary>
    [Fact]
    public void Factors_KeepTheSum_TheOrder_AndTheBounds()
    {
        var random = new Random(58);
        for (var round = 0; round < 2_000; round++)
        {
            var weights = new double[1 + random.Next(40)];
            for (var i = 0; i < weights.Length; i++) weights[i] = random.Next(4) == 0 ? 0 : Math.Pow(10, (random.NextDouble() * 40) - 20);
            var factors = TierFactors.Of(weights);

            Assert.Equal(factors.Length, factors.Sum(), 1e-6);
            Assert.All(factors, factor => Assert.True(factor > 0 && double.IsFinite(factor)));
            var known = weights.Zip(factors).Where(pair => pair.First > 0).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();
            Assert.Equal(known.Order(), known);
            if (known.Count > 1) Assert.InRange(known[^1] / known[0], 1, (TierFactors.Clamp * TierFactors.Clamp) + 1e-6);
        }
    }
}
