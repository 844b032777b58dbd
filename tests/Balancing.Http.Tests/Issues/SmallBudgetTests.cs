using Balancing.Http.Resilience;

namespace Balancing.Http.Tests.Issues;

/// <summary>A floor of an extra attempt in ten seconds allowed the first one and then none for minutes; a smaller one none at all.</summary>
public class SmallBudgetTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.02)]
    [InlineData(0.5)]
    public void Floor_IsKeptHoweverSmallItIs(double perSecond)
    {
        var time = new FakeTimeProvider();
        var budget = new RetryBudget(new RetryBudgetOptions { MinPerSecond = perSecond }, time);
        while (budget.TryTake())
        {
            // What it has at the start.
        }

        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1.01 / perSecond));
            Assert.True(budget.TryTake());
            Assert.False(budget.TryTake());
        }
    }
}
