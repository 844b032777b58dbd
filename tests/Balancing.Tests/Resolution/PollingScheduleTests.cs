using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class PollingScheduleTests
{
    [Theory]
    [InlineData(0, 60)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1_000_000, 60)]
    public void Delay_IsThePeriod_OrABackOffThatNeverExceedsIt(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new PollingSchedule(TimeSpan.FromSeconds(60), new ScriptedRandom(0.5)).NextDelay(failures));

    [Fact]
    public void Retry_IsNeverLaterThanAShortPeriod() =>
        Assert.Equal(TimeSpan.FromMilliseconds(200), new PollingSchedule(TimeSpan.FromMilliseconds(200), new ScriptedRandom(0.5)).NextDelay(3));

    [Fact]
    public void Jitter_StaysWithinTenPercent()
    {
        var schedule = new PollingSchedule(TimeSpan.FromSeconds(10), new ScriptedRandom(0, 0.999999999));
        Assert.Equal(TimeSpan.FromSeconds(9), schedule.NextDelay(0));
        Assert.Equal(11, schedule.NextDelay(0).TotalSeconds, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.099)]
    [InlineData(2_073_601)]
    public void Period_OutOfRange_IsRefused(double seconds) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new PollingResolver(_ => ValueTask.FromResult<IReadOnlyList<EndpointDescription>>([]), TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.1)]
    [InlineData(2_073_600)]
    public void Period_AtTheEdge_IsAccepted(double seconds) => Assert.NotNull(
        new PollingResolver(_ => ValueTask.FromResult<IReadOnlyList<EndpointDescription>>([]), TimeSpan.FromSeconds(seconds)));
}
