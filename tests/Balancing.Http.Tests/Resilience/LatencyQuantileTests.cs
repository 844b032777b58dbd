using Balancing.Http.Resilience;

namespace Balancing.Http.Tests.Resilience;

/// <summary>The quantile is never below the exact one, and at most an eighth above it: that is how wide its buckets are.</summary>
public class LatencyQuantileTests
{
    [Theory]
    [InlineData(0.5, 100)]
    [InlineData(0.95, 100)]
    [InlineData(0.95, 1000)]
    [InlineData(0.999, 1000)]
    public void Value_IsWithinAnEighthOfTheExactOne(double quantile, int count)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var latencies = Enumerable.Range(0, count).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).ToArray();
            var estimate = new LatencyQuantile(quantile);
            foreach (var ticks in latencies) estimate.Add(new TimeSpan(ticks));

            var exact = latencies.Order().ElementAt((int)Math.Ceiling(quantile * count) - 1);
            Assert.InRange(estimate.Value!.Value.Ticks, exact + 1, exact + 1 + (exact / 8));
        }
    }

    [Fact]
    public void Value_IsNotKnownBeforeAHundredAnswers()
    {
        var estimate = new LatencyQuantile(0.95);
        for (var i = 0; i < 99; i++) estimate.Add(TimeSpan.FromMilliseconds(1));
        Assert.Null(estimate.Value);

        estimate.Add(TimeSpan.FromMilliseconds(1));

        Assert.NotNull(estimate.Value);
    }

    [Fact]
    public void Value_ForgetsWhatIsTwoThousandAnswersOld()
    {
        var estimate = new LatencyQuantile(0.5);
        for (var i = 0; i < 1000; i++) estimate.Add(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 2020; i++) estimate.Add(TimeSpan.FromMilliseconds(1));

        Assert.InRange(estimate.Value!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1.13));
    }

    [Fact]
    public void LatenciesAtTheEnds_AreCounted()
    {
        foreach (var latency in new[] { TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MaxValue - TimeSpan.FromDays(1_000_000) })
        {
            var estimate = new LatencyQuantile(0.999);
            for (var i = 0; i < 100; i++) estimate.Add(latency);
            Assert.True(estimate.Value >= latency);
        }
    }
}
