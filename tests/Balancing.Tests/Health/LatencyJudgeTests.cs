using Balancing.Health;
using Balancing.Internal;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

public sealed class LatencyJudgeTests
{
    private static readonly LatencyJudge Judge = new(new OutlierDetectionOptions());

    [Theory]
    [InlineData(0.049, false)]
    [InlineData(0.051, true)]
    public void AmongEqualPeers_TheFactorDecides(double seconds, bool expected)
    {
        var votes = Samples.Judge(Judge, Samples.Slow(0.01), Samples.Slow(0.01), Samples.Slow(seconds));
        Assert.Equal(expected, votes.Count == 1);
        if (!expected) return;
        Assert.Equal((2, HealthChangeReason.Latency, seconds), (votes[0].Index, votes[0].Reason, votes[0].Measured));
        Assert.Equal(0.05, votes[0].Threshold, 1e-12);
        Assert.Equal(0.01, votes[0].Fleet!.Value, 1e-12);
    }

    [Fact]
    public void AmongUnequalPeers_TheSpreadDecides()
    {
        // Logarithms 0, ln 2, 2 ln 2, 3 ln 2, 4 ln 2 and the candidate: the median is 2.5 ln 2, MAD 1.5 ln 2 and the threshold
        // 2.5 ln 2 + 3.5·1.5 ln 2 ÷ 0.6745: 2^10.28 times the fastest.
        EndpointSample[] fleet = [.. Enumerable.Range(0, 5).Select(i => Samples.Slow(0.001 * (1 << i)))];
        Assert.Empty(Samples.Judge(Judge, [.. fleet, Samples.Slow(0.001 * Math.Pow(2, 10.2))]));
        var vote = Assert.Single(Samples.Judge(Judge, [.. fleet, Samples.Slow(0.001 * Math.Pow(2, 10.4))]));
        Assert.Equal(0.001 * Math.Pow(2, 2.5 + (3.5 * 1.5 / 0.6745)), vote.Threshold, 1e-9);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    [InlineData(200)]
    public void OneSlowEndpoint_DoesNotHideItself_HoweverSlow(double seconds)
    {
        // With mean and σ it would: it lies at most √(n − 1) σ above the mean.
        var vote = Assert.Single(Samples.Judge(Judge, Samples.Slow(0.010), Samples.Slow(0.012), Samples.Slow(seconds), Samples.Slow(0.011)));
        Assert.Equal(2, vote.Index);
    }

    [Fact]
    public void TwoSlowOfFive_AreBothFound() =>
        Assert.Equal([0, 3], Samples.Judge(Judge, Samples.Slow(0.1), Samples.Slow(0.01), Samples.Slow(0.01), Samples.Slow(0.3), Samples.Slow(0.01)).Select(vote => vote.Index));

    [Fact]
    public void TooFewAnswersOrEndpoints_AreNotCompared()
    {
        Assert.Empty(Samples.Judge(Judge, Samples.Slow(0.01), Samples.Slow(1)));
        Assert.Empty(Samples.Judge(Judge, Samples.Slow(0.01), Samples.Slow(0.01), Samples.Slow(1, 29)));
        Assert.Empty(Samples.Judge(new LatencyJudge(new OutlierDetectionOptions { LatencyFactor = 0 }), Samples.Slow(0.01), Samples.Slow(0.01), Samples.Slow(1)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void ExponentialLatencies_RaiseNoFalseAlarm(int count)
    {
        // To be voted out, a median of 30 must be 5 times the fleet's. Either it is above 3 times the true median (each answer is with
        // probability 2⁻³: at least 15 of 30 have to be, C(30, 15)·2⁻⁴⁵ = 4·10⁻⁶), or the fleet's is below 3/5 of it (with probability
        // 0.34 per answer, and for a majority of the endpoints). Both at once are rarer than 10⁻⁶ per endpoint and sweep: of 2,000 sweeps,
        // none. The seed is fixed, so the test cannot waver.
        var random = new Random(7);
        var votes = 0;
        for (var sweep = 0; sweep < 2_000; sweep++)
        {
            votes += Samples.Judge(Judge, [.. Enumerable.Range(0, count).Select(_ => Samples.Slow(MedianOf(30, random)))]).Count;
        }

        Assert.Equal(0, votes);
    }

    private static double MedianOf(int answers, Random random)
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < answers; i++) histogram.Add(TimeSpan.FromSeconds(-0.01 * Math.Log(1 - random.NextDouble())));
        return histogram.Median();
    }
}
