using Balancing.Health;

namespace Balancing.Tests.Health;

public sealed class CheckCounterTests
{
    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void TheFirstAnswer_DecidesAtOnce(bool initiallyHealthy, bool passed, bool down)
    {
        var counter = new CheckCounter(new ActiveCheckOptions(), isDown: !initiallyHealthy);
        Assert.Equal(!initiallyHealthy, counter.IsDown);
        Assert.Equal(initiallyHealthy == down, counter.Count(passed));
        Assert.Equal(down, counter.IsDown);
    }

    [Fact]
    public void Down_TakesFallBadAnswersInARow()
    {
        var counter = After(true);
        Assert.False(counter.Count(false) || counter.Count(false) || counter.Count(true) || counter.Count(false) || counter.Count(false));
        Assert.True(counter.Count(false));
        Assert.True(counter.IsDown);
    }

    [Fact]
    public void Up_TakesRiseGoodAnswersInARow()
    {
        var counter = After(false);
        Assert.False(counter.Count(true) || counter.Count(false) || counter.Count(true));
        Assert.True(counter.Count(true));
        Assert.False(counter.IsDown);
    }

    [Fact]
    public void Intervals_AreFastWhileChanging_AndSlowWhileDown()
    {
        var options = new ActiveCheckOptions();
        var counter = new CheckCounter(options, isDown: false);
        Assert.Equal(options.Interval, counter.NextInterval);
        foreach (var (passed, interval) in new[]
        {
            (true, options.Interval), (false, options.FastInterval), (false, options.FastInterval), (true, options.Interval),
            (false, options.FastInterval), (false, options.FastInterval), (false, options.DownInterval), (false, options.DownInterval),
            (true, options.FastInterval), (false, options.DownInterval), (true, options.FastInterval), (true, options.Interval),
        })
        {
            counter.Count(passed);
            Assert.Equal(interval, counter.NextInterval);
        }
    }

    private static CheckCounter After(bool first)
    {
        var counter = new CheckCounter(new ActiveCheckOptions(), isDown: false);
        counter.Count(first);
        return counter;
    }
}
