using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class DnsScheduleTests
{
    [Theory]
    [InlineData(null, 0, 27)]
    [InlineData(null, 0.5, 30)]
    [InlineData(0, 0, 2)]
    [InlineData(60, 0, 60)]
    [InlineData(60, 0.5, 63)]
    [InlineData(86_400, 0, 300)]
    public void AfterAnAnswer_ItsTtlCounts_WithinLimits_AndIsOnlyMadeLonger(int? ttl, double chance, double seconds) =>
        Assert.Equal(seconds, Schedule(chance).AfterAnswer(ttl is { } known ? TimeSpan.FromSeconds(known) : null).TotalSeconds, 1e-6);

    [Theory]
    [InlineData(1, null, 2)]
    [InlineData(3, null, 4)]
    [InlineData(99, null, 30)]
    [InlineData(1, 20, 20)]
    [InlineData(1, 3_600, 30)]
    [InlineData(4, 5, 8)]
    public void AfterAFailure_TheWaitGrows_AndIsNotShorterThanNoneHolds(int failures, int? negative, double seconds) =>
        Assert.Equal(seconds, Schedule(0.5).AfterFailure(failures, negative is { } known ? TimeSpan.FromSeconds(known) : null).TotalSeconds, 1e-6);

    private static DnsSchedule Schedule(double chance) => new(new DnsOptions(), new ScriptedRandom(chance));
}
