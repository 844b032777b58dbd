using Balancing.Http.Resilience;

namespace Balancing.Http.Tests.Resilience;

/// <summary>The budget against numbers worked out by hand.</summary>
public class RetryBudgetTests
{
    private static readonly double E = Math.E;

    [Fact]
    public void QuietClient_HasTheFloorOfTenSecondsAndKeepsIt()
    {
        var (budget, time) = Make(share: 0.2, floor: 10);
        Assert.Equal(100, budget.Left);

        // 100/e has been kept, and 10 × 10 × (1 − 1/e) came in.
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(100, budget.Left, 9);
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(100, budget.Left, 9);
    }

    [Fact]
    public void Requests_AddTheirShareAlsoWithinNoTime()
    {
        var (budget, _) = Make(share: 0.2, floor: 0);
        Assert.False(budget.TryTake());
        for (var i = 0; i < 50; i++) budget.OnRequest();

        Assert.Equal(10, budget.Left, 9);
    }

    [Fact]
    public void WhatIsLeft_FadesWithinTenSeconds()
    {
        var (budget, time) = Make(share: 0.2, floor: 0);
        for (var i = 0; i < 50; i++) budget.OnRequest();
        Assert.Equal(10, budget.Left, 9);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10 / E, budget.Left, 9);
    }

    [Fact]
    public void RequestsThatCameOverTenSeconds_CountAsIfTheyHadComeEvenly()
    {
        var (budget, time) = Make(share: 0.2, floor: 0);
        for (var i = 0; i < 50; i++) budget.OnRequest();

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10 * (1 - (1 / E)), budget.Left, 9);
    }

    [Fact]
    public void WholeAttempts_AreTaken()
    {
        var (budget, time) = Make(share: 0, floor: 0.1);
        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0.9, budget.Left, 9);
        Assert.False(budget.TryTake());

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(budget.TryTake());
    }

    [Fact]
    public void NoBudget_MeansNoAttempts()
    {
        var (budget, time) = Make(share: 0, floor: 0);
        budget.OnRequest();
        time.Advance(TimeSpan.FromDays(1));

        Assert.False(budget.TryTake());
        Assert.Equal(0, budget.Left);
    }

    [Theory]
    [InlineData(0.2, 10, 1000)]
    [InlineData(0.2, 10, 7)]
    [InlineData(0.05, 0.1, 300)]
    [InlineData(10, 0, 20)]
    public void Outage_TakesNoMoreThanShareFloorAndWhatWasSaved(double share, double floor, int perSecond)
    {
        var (budget, time) = Make(share, floor);
        var (requests, taken, saved, seconds) = (0, 0, budget.Left, 60);
        for (var i = 0; i < perSecond * seconds; i++)
        {
            budget.OnRequest();
            requests++;
            if (budget.TryTake()) taken++;
            time.Advance(TimeSpan.FromSeconds(1.0 / perSecond));
        }

        Assert.InRange(taken, 0, (requests * share) + (floor * seconds) + saved);
        Assert.True(taken >= Math.Min(requests, ((requests * share) + (floor * seconds)) * 0.8));
    }

    [Fact]
    public void Threads_TakeNoMoreThanThereIs()
    {
        var (budget, _) = Make(share: 0.25, floor: 10);
        var taken = 0;

        ThreadTeam.Run(8, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                budget.OnRequest();
                if (budget.TryTake()) Interlocked.Increment(ref taken);
            }
        });

        // All 8,000 requests have been counted, so what is left is the rest.
        Assert.InRange(budget.Left + taken, 2100 - 1e-6, 2100 + 1e-6);
    }

    private static (RetryBudget Budget, FakeTimeProvider Time) Make(double share, double floor)
    {
        var time = new FakeTimeProvider();
        return (new RetryBudget(new RetryBudgetOptions { Share = share, MinPerSecond = floor }, time), time);
    }
}
