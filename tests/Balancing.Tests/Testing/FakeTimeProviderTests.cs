namespace Balancing.Tests.Testing;

public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Timestamps_AreNotTicks_ButElapsedTimeIsExact()
    {
        var start = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(1234));
        Assert.NotEqual(TimeSpan.FromMilliseconds(1234).Ticks, _clock.GetTimestamp() - start);
        Assert.Equal(TimeSpan.FromMilliseconds(1234), _clock.GetElapsedTime(start));
    }

    [Fact]
    public void Timers_FireInOrder_EachAtItsOwnTime()
    {
        var fired = new List<(string Name, double Seconds)>();
        using var late = Timer("late", 3, Timeout.Infinite);
        using var early = Timer("early", 1, Timeout.Infinite);
        using var often = Timer("often", 2, 2);
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.NextDue);

        _clock.Advance(TimeSpan.FromSeconds(4.5));

        Assert.Equal([("early", 1), ("often", 2), ("late", 3), ("often", 4)], fired);
        Assert.Equal(1, _clock.ActiveTimers);

        ITimer Timer(string name, double due, double period) => _clock.CreateTimer(
            _ => fired.Add((name, _clock.Elapsed.TotalSeconds)),
            null,
            TimeSpan.FromSeconds(due),
            period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
    }

    [Fact]
    public void Timer_MayBeChanged_Stopped_AndDisposed()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Assert.True(timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, fired);
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _clock.ActiveTimers);
        timer.Change(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, fired);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, fired);
        Assert.Null(_clock.NextDue);
    }

    [Fact]
    public async Task DelaysAndTimeouts_AreDriven()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _clock);
        var timeout = new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(10), _clock);
        await _clock.WhenTimersAsync(2);
        _clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(delay.IsCompleted || timeout.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await delay;
        await Assert.ThrowsAsync<TimeoutException>(() => timeout);
        Assert.Equal(0, _clock.ActiveTimers);
    }
}
