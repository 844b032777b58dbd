using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

/// <summary>With a memory of one second, and times in seconds.</summary>
public sealed class DeviationFilterTests
{
    [Fact]
    public void WithoutSamples_NothingDeviates() => Assert.Equal(0, new DeviationFilter().At(5, 1));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 5)]
    [InlineData(20, 20)]
    [InlineData(10_000, 3)]
    public void SamplesOfOneInstant_AreAveraged_WithAPriorOfOneOverNoise(int samples, double noise)
    {
        // Variance 1 of what is to be found out, and variance `noise` of a sample: the mean of the posterior is n ÷ (n + noise) of the samples' mean.
        var filter = new DeviationFilter();
        var returned = 0.0;
        for (var i = 0; i < samples; i++) returned = filter.Observe(0.7, noise, 0, 1);
        Assert.Equal(0.7 * samples / (samples + noise), filter.At(0, 1), 1e-9);
        Assert.Equal(returned, filter.At(0, 1));
    }

    [Fact]
    public void NoisySamples_GiveTheirMean()
    {
        // The mean of 10,000 samples of variance 5 is off by 0.022 or less in two cases of three, and six times as much is never seen.
        var (filter, random) = (new DeviationFilter(), new Random(7));
        for (var i = 0; i < 10_000; i++) filter.Observe(-0.4 + (Math.Sqrt(12 * 5) * (random.NextDouble() - 0.5)), 5, 0, 1);
        Assert.Equal(-0.4, filter.At(0, 1), 0.13);
    }

    [Fact]
    public void UnderSteadyTraffic_ItFollowsAChange()
    {
        var filter = new DeviationFilter();
        var now = 0.0;
        for (; now < 10; now += 0.001) filter.Observe(0, 5, now, 1);
        for (; now < 12; now += 0.001) filter.Observe(1, 5, now, 1);
        Assert.InRange(filter.At(now, 1), 0.8, 1);
    }

    [Fact]
    public void TimeWithoutSamples_ForgetsThem()
    {
        var filter = new DeviationFilter();
        for (var i = 0; i < 1_000; i++) filter.Observe(1, 5, 0, 1);
        var before = double.MaxValue;
        foreach (var (after, least, most) in new[] { (0.0, 0.99, 1.0), (0.1, 0.88, 0.92), (1.0, 0.3, 0.45), (10.0, 0.0, 0.02), (1e6, 0.0, 1e-6) })
        {
            Assert.InRange(filter.At(after, 1), least, Math.Min(most, before));
            before = filter.At(after, 1);
        }
    }

    [Fact]
    public void AfterALongSilence_ASampleSaysWhatAFirstOneSays()
    {
        var filter = new DeviationFilter();
        for (var i = 0; i < 1_000; i++) filter.Observe(3, 5, 0, 1);
        Assert.Equal(-1.0 / 6, filter.Observe(-1, 5, 1_000, 1), 1e-3);
    }

    [Fact]
    public void AClockThatIsBehind_ChangesNothing()
    {
        var filter = new DeviationFilter();
        filter.Observe(1, 1, 100, 1);
        Assert.Equal(0.5, filter.At(90, 1));
        Assert.Equal(2.0 / 3, filter.Observe(1, 1, 90, 1), 1e-9);
    }
}
