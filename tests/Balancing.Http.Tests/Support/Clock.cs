namespace Balancing.Http.Tests.Support;

/// <summary>Drives what runs on a fake clock and answers over real sockets.</summary>
internal static class Clock
{
    /// <summary>Advances the clock, half a second at a time, until the condition holds; in between it lets real input and output happen.</summary>
    public static async Task UntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        var give = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(give) < TimeSpan.FromSeconds(30), "It never came.");
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Waits, in real time, for what happens on other threads.</summary>
    public static async Task WhenAsync(Func<bool> condition)
    {
        var give = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(give) < TimeSpan.FromSeconds(30), "It never came.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }
}
