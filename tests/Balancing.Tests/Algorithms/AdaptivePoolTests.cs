using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class AdaptivePoolTests
{
    [Fact]
    public void FirstAnswers_AreAveragedEvenly()
    {
        var pool = new AdaptivePool(1);
        foreach (var log in new[] { -3.0, -5, -1, -7 }) pool.Observe(failed: false, log, double.NaN);
        Assert.Equal(-4, pool.MeanLog, 1e-12);
    }

    [Fact]
    public void LaterAnswers_CountOneFiveHundredth()
    {
        var pool = new AdaptivePool(1);
        for (var i = 0; i < 1_000; i++) pool.Observe(failed: false, -4, -4);
        pool.Observe(failed: false, -3, -4);
        Assert.Equal(-3.998, pool.MeanLog, 1e-9);
        for (var i = 0; i < 3_000; i++) pool.Observe(failed: false, -3, -3);

        // 0.998³⁰⁰⁰ is 0.0025.
        Assert.Equal(-3, pool.MeanLog, 0.003);
    }

    [Fact]
    public void Failures_HaveARate_AndNoLatency()
    {
        var pool = new AdaptivePool(1);
        for (var i = 0; i < 400; i++) pool.Observe(failed: i % 4 == 0, i % 4 == 0 ? 7 : -4, double.NaN);
        Assert.Equal(0.25, pool.FailureRate, 1e-9);
        Assert.Equal(-4, pool.MeanLog, 1e-9);
    }

    [Fact]
    public void AnAnswer_SaysLittle_WhereEndpointsAreAlike_AndMore_WhereTheyDiffer()
    {
        Assert.Equal(20, NoiseOf(difference: 0));
        Assert.Equal(3, NoiseOf(difference: 4));
        Assert.InRange(NoiseOf(difference: 1), 3.01, 19.99);

        // Ten endpoints in turn, whose answers vary by one and whose means differ by up to so much.
        static double NoiseOf(double difference)
        {
            var (pool, random, before) = (new AdaptivePool(1), new Random(3), new double[10]);
            Array.Fill(before, double.NaN);
            for (var i = 0; i < 10_000; i++)
            {
                var endpoint = i % 10;
                var log = (endpoint % 2 * difference) + (Math.Sqrt(12) * (random.NextDouble() - 0.5));
                pool.Observe(failed: false, log, before[endpoint]);
                before[endpoint] = log;
            }

            return pool.Noise;
        }
    }

    [Fact]
    public void RequestsInFlight_AreAveragedOverWhatIsSeen()
    {
        var pool = new AdaptivePool(1);
        for (var i = 0; i < 4_000; i++) pool.OnSeen(i % 2 == 0 ? 2 : 6);
        Assert.Equal(4, pool.InFlight, 0.02);
    }

    [Fact]
    public void CompletionsAtOnce_KeepAllFiguresWithinWhatWasSeen()
    {
        var pool = new AdaptivePool(1);
        ThreadTeam.Run(4, thread =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                pool.Observe(failed: i % 5 == 0, -4 + (thread / 4.0), -4);
                pool.OnSeen(thread);
            }
        });
        Assert.InRange(pool.MeanLog, -4, -3.25);
        Assert.InRange(pool.FailureRate, 0, 1);
        Assert.InRange(pool.InFlight, 0, 3);
        Assert.InRange(pool.Noise, 3, 20);
    }
}
