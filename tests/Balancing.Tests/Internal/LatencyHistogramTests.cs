using Balancing.Internal;

namespace Balancing.Tests.Internal;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Median_IsWithinAFourthRootOfTwo_FromTenMicrosecondsToSevenMinutes()
    {
        for (var seconds = 0.00001; seconds < 420; seconds *= 1.007)
        {
            var ratio = MedianOf(seconds) / seconds;
            Assert.InRange(ratio, Math.Pow(2, -0.25) * 0.999999, Math.Pow(2, 0.25) * 1.000001);
        }
    }

    [Fact]
    public void Median_NeverFallsAsLatencyRises()
    {
        var last = 0.0;
        for (var ticks = 1L; ticks < TimeSpan.TicksPerDay; ticks += 1 + (ticks / 97))
        {
            var median = MedianOf(ticks / (double)TimeSpan.TicksPerSecond);
            Assert.True(median >= last, $"{ticks} ticks have a median of {median} s after {last} s.");
            last = median;
        }
    }

    [Fact]
    public void Median_IsThatOfTheLowerHalf_AndIgnoresExtremes()
    {
        Assert.InRange(MedianOf(0.01, 0.01, 100), 0.0084, 0.0119);
        Assert.InRange(MedianOf(0.01, 100), 0.0084, 0.0119);
        Assert.InRange(MedianOf(0.000001, 0.01, 0.01, 0.01, 5), 0.0084, 0.0119);
    }

    [Fact]
    public void WhatIsOutOfRange_IsCountedAtItsEnds()
    {
        var histogram = new LatencyHistogram();
        foreach (var ticks in new[] { long.MinValue, -1, 0, 1, long.MaxValue }) histogram.Add(TimeSpan.FromTicks(ticks));
        Assert.Equal(5, histogram.Total);
        Assert.InRange(histogram.Median(), 0.0000064, 0.00001);
        histogram.Clear();
        Assert.Equal((0, 0.0), (histogram.Total, histogram.Median()));
    }

    private static double MedianOf(params double[] seconds)
    {
        var histogram = new LatencyHistogram();
        foreach (var latency in seconds) histogram.Add(TimeSpan.FromTicks((long)(latency * TimeSpan.TicksPerSecond)));
        return histogram.Median();
    }
}
