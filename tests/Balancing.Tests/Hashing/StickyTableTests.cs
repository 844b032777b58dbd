using Balancing.Algorithms;

namespace Balancing.Tests.Hashing;

public sealed class StickyTableTests
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1);

    [Fact]
    public void OfEightPlaces_TheOneUsedLongestAgo_MakesRoom()
    {
        var table = new StickyTable(8);
        var homes = Enumerable.Range(0, 9).Select(_ => new StickyHome()).ToArray();
        for (var key = 0; key < 8; key++) table.Remember((ulong)key, homes[key], At(key));
        Assert.Same(homes[0], table.Find(0, At(10), TimeToLive));
        table.Remember(8, homes[8], At(11));
        Assert.Null(table.Find(1, At(12), TimeToLive));
        foreach (var key in new[] { 0, 2, 3, 4, 5, 6, 7, 8 }) Assert.Same(homes[key], table.Find((ulong)key, At(12), TimeToLive));
    }

    [Fact]
    public void AKeyThatIsRememberedAgain_TakesNoSecondPlace()
    {
        var table = new StickyTable(8);
        var (old, home) = (new StickyHome(), new StickyHome());
        for (var key = 0; key < 8; key++) table.Remember((ulong)key, old, At(0));
        table.Remember(3, home, At(1));
        Assert.Same(home, table.Find(3, At(1), TimeToLive));
        foreach (var key in new[] { 0, 1, 2, 4, 5, 6, 7 }) Assert.Same(old, table.Find((ulong)key, At(1), TimeToLive));
    }

    /// <summary>
    /// Keys fall into sets of eight as by chance: Poisson with mean 4 when half of the places are asked for, and then 0.8 % of the keys are a ninth, tenth … of their set.
    /// At full, mean 8, it is 14 %.
    /// </summary>
    [Theory]
    [InlineData(0.5, 0.98)]
    [InlineData(1, 0.84)]
    public void ATable_RemembersNearlyAsManyKeysAsItHasPlaces(double filled, double least)
    {
        const int Capacity = 65_536;
        var table = new StickyTable(Capacity);
        var home = new StickyHome();
        var keys = Enumerable.Range(0, (int)(Capacity * filled)).Select(i => AffinityKey.From($"{i}").Hash).ToArray();
        foreach (var key in keys) table.Remember(key, home, At(0));
        Assert.InRange(keys.Count(key => table.Find(key, At(0), TimeToLive) is not null), keys.Length * least, keys.Length);
    }

    [Fact]
    public void Threads_FindWhatWasRememberedForTheirKey_OrNothing()
    {
        var table = new StickyTable(64);
        var homes = Enumerable.Range(0, 200).Select(_ => new StickyHome()).ToArray();
        ThreadTeam.Run(4, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 20_000; i++)
            {
                var key = random.Next(homes.Length);
                if (table.Find((ulong)key, At(i), TimeToLive) is { } found) Assert.Same(homes[key], found);
                else table.Remember((ulong)key, homes[key], At(i));
            }
        });
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
