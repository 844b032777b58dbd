namespace Balancing.Tests.Testing;

public sealed class ScriptedRandomTests
{
    [Fact]
    public void EachDraw_TakesTheNextFractionOfItsRange()
    {
        var random = new ScriptedRandom(0.5, 0.5, 0.25, 0.75);
        Assert.Equal(5, random.Next(10));
        Assert.Equal(1L << 62, random.NextInt64());
        Assert.Equal(0.25, random.NextDouble());
        Assert.Equal(75, random.NextInt64(100));
    }

    [Fact]
    public void ADrawTooMany_IsAnError()
    {
        var random = new ScriptedRandom(0.5);
        random.NextDouble();
        Assert.Throws<InvalidOperationException>(() => random.NextDouble());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10_000)]
    public void Index_DrawsTheIndex(int count)
    {
        for (var i = 0; i < count; i++) Assert.Equal(i, new ScriptedRandom(ScriptedRandom.Index(i, count)).Next(count));
    }
}
