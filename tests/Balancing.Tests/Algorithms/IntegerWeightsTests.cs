using Balancing.Algorithms;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Algorithms;

public sealed class IntegerWeightsTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, new uint[] { 1u, 2, 3 })]
    [InlineData(new[] { 100.0, 200, 300 }, new uint[] { 1u, 2, 3 })]
    [InlineData(new[] { 0.5, 0.25 }, new uint[] { 2u, 1 })]
    [InlineData(new[] { 0.1, 0.2, 0.3 }, new uint[] { 1u, 2, 3 })]
    [InlineData(new[] { 1.5, 1 }, new uint[] { 3u, 2 })]
    [InlineData(new[] { 7.0 }, new uint[] { 1u })]
    [InlineData(new[] { 1_000_000.0, 0.001 }, new uint[] { 1_000_000_000u, 1 })]
    public void WholeNumbersAndShortDecimals_KeepTheirExactRatio(double[] weights, uint[] expected) => Assert.Equal(expected, IntegerWeights.From(weights));

    [Fact]
    public void RatiosOfWholeNumbers_StayExact_WhateverTheirScale() =>
        Prop.ForAll(Gen.Choose(1, 1_000).ArrayOf().Where(weights => weights.Length > 0).ToArbitrary(), Gen.Choose(1, 1_000).ToArbitrary(), (weights, scale) =>
            IntegerWeights.From([.. weights.Select(weight => (double)weight * scale)]).SequenceEqual(IntegerWeights.From([.. weights.Select(weight => (double)weight)]))).QuickCheckThrowOnFailure();

    [Fact]
    public void OtherNumbers_AreRoundedToAPartInABillionOfTheTotal_AndNeverToZero()
    {
        double[] weights = [Math.PI, Math.E, 1e-12, 1_000];
        var integers = IntegerWeights.From(weights);

        double total = integers.Sum(weight => weight);
        for (var i = 0; i < weights.Length; i++)
        {
            Assert.InRange(integers[i], 1u, uint.MaxValue);
            Assert.Equal(weights[i] / weights.Sum(), integers[i] / total, 2e-9);
        }
    }

    [Fact]
    public void TenThousandOddWeights_StayWithinTheRangeTheScheduleCanMultiply()
    {
        var random = new Random(3);
        var integers = IntegerWeights.From([.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble() + 1e-9)]);
        Assert.InRange(integers.Sum(weight => (long)weight), 1, (1L << 30) + 10_000);
    }
}
