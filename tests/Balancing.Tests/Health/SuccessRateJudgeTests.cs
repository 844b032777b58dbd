using Balancing.Health;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

public sealed class SuccessRateJudgeTests
{
    private static readonly OutlierDetectionOptions Defaults = new();

    [Fact]
    public void TheThreshold_IsTheMeanLessKTimesThePopulationsDeviation()
    {
        // Rates 1, 1, 1, 1, 0.5: mean 0.9, σ = √((4·0.1² + 0.4²) ÷ 5) = 0.2 (a sample's would be 0.2236), threshold 0.9 − 1.9·0.2 = 0.52.
        var vote = Assert.Single(Samples.Judge(new SuccessRateJudge(Defaults), Rates(1, 1, 1, 1, 0.5)));
        Assert.Equal((4, HealthChangeReason.SuccessRate, 0.5, 100), (vote.Index, vote.Reason, vote.Measured, vote.Enforcement));
        Assert.Equal(0.9, vote.Fleet!.Value, 1e-12);
        Assert.Equal(0.52, vote.Threshold, 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(50)]
    public void ASingleOutlierAmongN_LiesAtMostRootOfNMinusOneDeviationsBelow(int count)
    {
        var rates = Enumerable.Repeat(1.0, count - 1).Append(0.2).ToArray();
        Assert.Single(Samples.Judge(Judge(Math.Sqrt(count - 1) - 0.001), Rates(rates)));
        Assert.Empty(Samples.Judge(Judge(Math.Sqrt(count - 1) + 0.001), Rates(rates)));

        static SuccessRateJudge Judge(double k) => new(new OutlierDetectionOptions { SuccessRateStandardDeviations = k, SuccessRateMinHosts = 3 });
    }

    [Theory]
    [InlineData(0.96, false)]
    [InlineData(0.93, true)]
    public void WhereNobodyFails_ARateMustBeFivePointsBelowTheMean(double rate, bool expected)
    {
        // 0.96 and 0.93 among twenty perfect ones: means 0.998 and 0.9967, differences 3.8 and 6.7 points, both far beyond 1.9 σ.
        var votes = Samples.Judge(new SuccessRateJudge(Defaults), Rates([.. Enumerable.Repeat(1.0, 20), rate]));
        Assert.Equal(expected, votes.Count == 1);
    }

    [Fact]
    public void WhereEverybodyFailsNowAndThen_BadLuckIsNoOutlier()
    {
        // A hundred endpoints, 100 requests each, 5 % random failures: the unluckiest is more than 1.9 σ and five points below the mean in four
        // sweeps of five. Five standard errors are left by chance in 0.2 % of sweeps, so by more than 9 of 100 with a probability of 1e-13.
        var random = new Random(7);
        var voted = 0;
        for (var sweep = 0; sweep < 100; sweep++)
        {
            var samples = Enumerable.Range(0, 100).Select(_ => Enumerable.Range(0, 100).Count(_ => random.NextDouble() < 0.05)).Select(failures => Samples.Of(100, failures));
            voted += Samples.Judge(new SuccessRateJudge(Defaults), [.. samples]).Count > 0 ? 1 : 0;
        }

        Assert.InRange(voted, 0, 9);
    }

    [Fact]
    public void AFleetThatFailsAlike_LosesNobody() =>
        Assert.Empty(Samples.Judge(new SuccessRateJudge(Defaults), Rates(0.31, 0.30, 0.29, 0.30, 0.28, 0.32)));

    [Fact]
    public void EndpointsWithTooFewRequests_AreNeitherComparedNorVotedOut()
    {
        var judge = new SuccessRateJudge(Defaults);
        Assert.Empty(Samples.Judge(judge, Samples.Of(100, 0), Samples.Of(100, 0), Samples.Of(100, 0), Samples.Of(100, 0), Samples.Of(99, 99)));
        Assert.Equal(5, Assert.Single(Samples.Judge(judge, [Samples.Of(99, 99), .. Rates(1, 1, 1, 1, 0)])).Index);
    }

    [Fact]
    public void Four_AreTooFewToCompare_AndZeroSwitchesOff()
    {
        Assert.Empty(Samples.Judge(new SuccessRateJudge(Defaults), Rates(1, 1, 1, 0)));
        Assert.Empty(Samples.Judge(new SuccessRateJudge(new OutlierDetectionOptions { SuccessRateStandardDeviations = 0 }), Rates(1, 1, 1, 1, 0)));
    }

    private static EndpointSample[] Rates(params double[] rates) => [.. rates.Select(rate => Samples.Of(100, (int)Math.Round(100 * (1 - rate))))];
}
