using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class WaitingRequestsTests
{
    /// <summary>What a time may be off by: 2⁸ ticks.</summary>
    private const double Unit = 25.6e-6;

    [Fact]
    public void NobodyWaiting_IsNoAge() => Assert.Equal(0, default(WaitingRequests).TotalAge(TimeSpan.FromDays(100)));

    [Fact]
    public void Ages_AddUp()
    {
        var waiting = default(WaitingRequests);
        waiting.Add(TimeSpan.FromSeconds(10));
        waiting.Add(TimeSpan.FromSeconds(11));
        Assert.Equal(3, waiting.TotalAge(TimeSpan.FromSeconds(12)), 2 * Unit);
        waiting.Add(TimeSpan.FromSeconds(13));
        Assert.Equal(8, waiting.TotalAge(TimeSpan.FromSeconds(14)), 3 * Unit);
        waiting.Remove(TimeSpan.FromSeconds(11));
        Assert.Equal(5, waiting.TotalAge(TimeSpan.FromSeconds(14)), 2 * Unit);
        waiting.Remove(TimeSpan.FromSeconds(10));
        waiting.Remove(TimeSpan.FromSeconds(13));
        Assert.Equal(0, waiting.TotalAge(TimeSpan.FromSeconds(1_000)));
    }

    [Fact]
    public void AClockThatIsBehind_IsNoAge()
    {
        var waiting = default(WaitingRequests);
        waiting.Add(TimeSpan.FromSeconds(10));
        Assert.Equal(0, waiting.TotalAge(TimeSpan.FromSeconds(9.9)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(20_000)]
    public void ManyRequests_AfterAnyNumberOfDays_WrapAround_WithoutHarm(int days)
    {
        // 60,000 × 20,000 days of 25.6 µs are 4 × 10¹⁸, which takes 62 bits; there are 48.
        const int Requests = 60_000;
        var (waiting, start) = (default(WaitingRequests), TimeSpan.FromDays(days));
        for (var i = 0; i < Requests; i++) waiting.Add(start + TimeSpan.FromMilliseconds(i % 1_000));

        // They began 0 to 999 ms after the start, half a second on average.
        Assert.Equal(Requests * 1.5005, waiting.TotalAge(start + TimeSpan.FromSeconds(2)), Requests * Unit);
        for (var i = 0; i < Requests; i++) waiting.Remove(start + TimeSpan.FromMilliseconds(i % 1_000));
        Assert.Equal(0, waiting.TotalAge(start + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void ThoseWhoComeAndGoAtOnce_LeaveNothing()
    {
        var shared = new Shared();
        ThreadTeam.Run(4, thread =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var begun = TimeSpan.FromMilliseconds((thread * 1_000) + i);
                shared.Waiting.Add(begun);
                Assert.True(shared.Waiting.TotalAge(TimeSpan.FromDays(1)) > 0);
                shared.Waiting.Remove(begun);
            }
        });
        Assert.Equal(0, shared.Waiting.TotalAge(TimeSpan.FromDays(1)));
    }

    private sealed class Shared
    {
        public WaitingRequests Waiting;
    }
}
