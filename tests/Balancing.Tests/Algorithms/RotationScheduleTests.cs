using Balancing.Algorithms;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Algorithms;

public sealed class RotationScheduleTests
{
    private static readonly Arbitrary<int[]> Weights = Gen.Choose(1, 60).ArrayOf().Where(weights => weights.Length is > 0 and <= 30).ToArbitrary();

    [Fact]
    public void EveryWindowOfOnePeriod_HoldsEachIndexExactlyItsWeight() => Prop.ForAll(Weights, Gen.Choose(0, int.MaxValue).ToArbitrary(), (weights, start) =>
    {
        var schedule = new RotationSchedule(ToDoubles(weights));
        var divisor = GreatestCommonDivisor(weights);
        var counts = new int[weights.Length];
        for (uint i = 0; i < schedule.Period; i++) counts[schedule.IndexAt((ulong)start + i)]++;
        return counts.SequenceEqual(weights.Select(weight => weight / divisor));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NoStretchOfTickets_GivesAnIndexMoreThanAFewTooManyOrTooFew() => Prop.ForAll(Weights, weights =>
    {
        var schedule = new RotationSchedule(ToDoubles(weights));
        return WorstStretch(schedule, weights) <= AllowedStretch(schedule.Period);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(64, 29)]
    [InlineData(19, 92, 87)]
    [InlineData(235, 354, 868, 154, 918)]
    [InlineData(46455, 71638, 16437)]
    public void WeightsWhoseNearestGoldenStrideClumps_AreSpreadEvenlyToo(params int[] weights)
    {
        var schedule = new RotationSchedule(ToDoubles(weights));
        Assert.InRange(WorstStretch(schedule, weights), 0, AllowedStretch(schedule.Period));
    }

    [Fact]
    public void EqualWeights_TakeTurns()
    {
        var schedule = new RotationSchedule([4, 4, 4, 4, 4]);
        Assert.Equal(5u, schedule.Period);
        for (ulong start = 0; start < 10; start++) Assert.Equal(5, Enumerable.Range(0, 5).Select(i => schedule.IndexAt(start + (ulong)i)).Distinct().Count());
    }

    [Fact]
    public void TicketsDrawnByManyThreads_AreSharedExactly()
    {
        var set = EndpointSets.Weighted(5, 3, 1, 1);
        var picker = LoadBalancer.WeightedRoundRobin().CreatePicker(set);
        var counts = new int[4];
        ThreadTeam.Run(4, _ =>
        {
            var mine = new int[4];
            for (var i = 0; i < 25_000; i++) mine[Array.IndexOf(set.Endpoints, picker.Pick(default))]++;
            for (var i = 0; i < 4; i++) Interlocked.Add(ref counts[i], mine[i]);
        });

        Assert.Equal([50_000, 30_000, 10_000, 10_000], counts);
    }

    /// <summary>
    /// Over 3,000 random sets of weights with periods up to 200,000 the worst was 6.0, and log₂ P told it best. For comparison, nginx's smooth
    /// weighted round robin, which scans all n under a lock, stays below 2; a plain list of runs (AAAABB…) reaches a quarter of the period.
    /// </summary>
    private static double AllowedStretch(uint period) => 1 + (0.5 * Math.Log2(period));

    /// <summary>
    /// The greatest distance between count and expectation over all stretches within a period: that of the highest from the lowest value of
    /// (count − expected) over the prefixes. Extremes stand just before and just after a visit, so only those are looked at.
    /// </summary>
    private static double WorstStretch(RotationSchedule schedule, int[] weights)
    {
        double total = weights.Sum();
        var counts = new int[weights.Length];
        var lowest = new double[weights.Length];
        var highest = new double[weights.Length];
        for (uint ticket = 0; ticket < schedule.Period; ticket++)
        {
            var index = schedule.IndexAt(ticket);
            var share = weights[index] / total;
            lowest[index] = Math.Min(lowest[index], counts[index] - (ticket * share));
            counts[index]++;
            highest[index] = Math.Max(highest[index], counts[index] - ((ticket + 1) * share));
        }

        return highest.Zip(lowest, (high, low) => high - low).Max();
    }

    private static double[] ToDoubles(int[] weights) => Array.ConvertAll(weights, weight => (double)weight);

    private static int GreatestCommonDivisor(int[] weights) => weights.Aggregate((a, b) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(a, b));
}
