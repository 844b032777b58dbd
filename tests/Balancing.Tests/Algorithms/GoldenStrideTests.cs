using System.Numerics;
using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class GoldenStrideTests
{
    public static TheoryData<uint> LargePlaces => [1_000_000, 1 << 20, (1 << 20) + 7, 223_092_870, (1 << 30) - 1, 1 << 30];

    [Fact]
    public void Stride_IsCoprimeToThePlaces_AndBelowThem()
    {
        for (uint places = 2; places <= 5_000; places++)
        {
            var stride = GoldenStride.For(places);
            Assert.True(BigInteger.GreatestCommonDivisor(stride, places).IsOne, $"{stride} and {places} have a common divisor.");
            Assert.InRange(stride, 1u, places - 1);
        }

        Assert.Equal(1u, GoldenStride.For(1));
    }

    [Theory]
    [MemberData(nameof(LargePlaces))]
    public void Stride_OfManyPlaces_IsCoprimeAndNearTheGoldenRatio(uint places)
    {
        var stride = GoldenStride.For(places);
        Assert.True(BigInteger.GreatestCommonDivisor(stride, places).IsOne);
        Assert.InRange(stride / (double)places, 0.617, 0.619);
    }

    [Fact]
    public void Visits_NeverComeInClumps()
    {
        // Of any eight successive visits to 1,000 places, no two are nearer than 25: an even spread would put them 125 apart, and a stride of
        // the exact golden ratio 1,000/φ⁶ = 55 or more.
        var stride = GoldenStride.For(1_000);
        for (uint first = 1; first < 8; first++)
        {
            var distance = first * stride % 1_000;
            Assert.InRange(Math.Min(distance, 1_000 - distance), 25u, 500u);
        }
    }
}
