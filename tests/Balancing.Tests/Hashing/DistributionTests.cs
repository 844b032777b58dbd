using Balancing.Algorithms;

namespace Balancing.Tests.Hashing;

/// <summary>How even the strategies are. Every bound is chance's own and the strategy's: see <see cref="Hashed.Deviation"/>.</summary>
public sealed class DistributionTests
{
    public static TheoryData<string, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<string, int>();
            foreach (var strategy in Hashed.Names)
            {
                foreach (var count in new[] { 3, 10, 100, 1_000, 10_000 }) sizes.Add(strategy, count);
            }

            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Keys_AreSharedEqually_AmongEqualEndpoints(string strategy, int count)
    {
        var keys = Math.Min(100_000, 200_000_000 / count);
        AssertShares(strategy, EndpointSets.Equal(count), keys);
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void Keys_AreSharedByWeight(string strategy)
    {
        AssertShares(strategy, EndpointSets.Weighted(1, 2, 3, 4), 100_000);
        AssertShares(strategy, EndpointSets.Weighted(Enumerable.Range(0, 60).Select(i => 1.0 + (i % 10))), 100_000);
        AssertShares(strategy, EndpointSets.Weighted(50, 1, 1, 2), 100_000);
    }

    /// <summary>Rounds in which a light member sits out most would give the heavy one 8 % more than its half here, and take 650 million steps.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(10_000.0)]
    [InlineData(1_000_000.0)]
    [InlineData(0.0001)]
    public void AMaglevTable_GivesEachItsShareOfSlots_ButForOne(double heaviest)
    {
        const int Size = 65_537;
        double[] weights = [heaviest, .. Enumerable.Repeat(1.0, 9_999)];
        var slots = SlotsOf(weights, Size);
        Assert.Equal(Size, slots.Sum());
        for (var i = 0; i < weights.Length; i++) Assert.InRange(slots[i], (Size * weights[i] / weights.Sum()) - 1, (Size * weights[i] / weights.Sum()) + 1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(101)]
    public void AMaglevTable_OfAnyPrimeSize_IsFilled(int size)
    {
        foreach (var weights in new double[][] { [1], [1, 1], [5e-324, 1e6], [.. Enumerable.Repeat(1.0, 200)], [1, 2, 3, 4, 5, 6, 7] }) Assert.Equal(size, SlotsOf(weights, size).Sum());
    }

    [Fact]
    public void ARing_HasAsManyPointsAsWeights_WithinItsLimits()
    {
        Assert.Equal(256 * 4, RingOf([1, 1, 2]).Size);
        Assert.Equal(256, RingOf([1]).Size);
        Assert.InRange(RingOf([0.001], new HashingOptions { MinRingSize = 5_000 }).Size, 5_000, 10_000);
        Assert.InRange(RingOf([1, 1, 1], new HashingOptions { MaxRingSize = 300 }).Size, 150, 300);

        // Everybody has a point, however few there may be.
        Assert.Equal(50, RingOf([.. Enumerable.Repeat(1.0, 50)], new HashingOptions { MinRingSize = 1, MaxRingSize = 10 }).Size);
    }

    [Theory]
    [InlineData(5e-324)]
    [InlineData(1e-310)]
    [InlineData(1e306)]
    public void ARing_OfAnyWeight_HasAnEnd(double weight)
    {
        Assert.InRange(RingOf([weight], new HashingOptions { MinRingSize = 1_000, MaxRingSize = 1_000 }).Size, 1, 1_000);
        Assert.InRange(RingOf([weight, 1], new HashingOptions { MinRingSize = 1_000, MaxRingSize = 2_000 }).Size, 1, 2_000);
    }

    private static Ring RingOf(double[] weights, HashingOptions? options = null)
    {
        var hashes = EndpointSets.Equal(weights.Length).Select(endpoint => endpoint.Hash).ToArray();
        return new Ring(hashes, weights, Ring.ScaleFor(weights, options ?? new HashingOptions()));
    }

    private static int[] SlotsOf(double[] weights, int size)
    {
        var table = new MaglevTable([.. EndpointSets.Equal(weights.Length).Select(endpoint => endpoint.Hash)], weights, size);
        var slots = new int[weights.Length];

        // A hash in the middle of each slot.
        for (var slot = 0; slot < size; slot++) slots[table[(ulong)(((UInt128)slot << 64) / (UInt128)size) + (ulong.MaxValue / (ulong)size / 2)]]++;
        return slots;
    }

    private static void AssertShares(string strategy, EndpointSet set, int keys)
    {
        var counts = Hashed.Map(strategy, set, keys).CountBy(address => address).ToDictionary();
        var total = set.Weights.ToArray().Sum();
        Assert.Equal(keys, counts.Values.Sum());
        foreach (var endpoint in set)
        {
            var share = endpoint.Weight / total;
            var allowed = Hashed.Deviation(strategy, keys, share, endpoint.Weight, set.Count);
            Assert.InRange(counts.GetValueOrDefault(endpoint.Address), (keys * share) - allowed, (keys * share) + allowed);
        }
    }
}
