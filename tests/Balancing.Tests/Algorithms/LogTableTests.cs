using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class LogTableTests
{
    [Fact]
    public void Table_AgreesWithTheLogarithm_WithinAndBeyondItsEnd()
    {
        for (var count = 0; count < 3_000; count++) Assert.Equal(Math.Log(count + 1.0), LogTable.OfOneMoreThan(count), 1e-6);
        Assert.Equal(Math.Log(1e6 + 1), LogTable.OfOneMoreThan(1_000_000), 1e-12);
    }

    [Fact]
    public void Table_GrowsWithTheCount()
    {
        for (var count = 0; count < 3_000; count++) Assert.True(LogTable.OfOneMoreThan(count) < LogTable.OfOneMoreThan(count + 1));
    }
}
