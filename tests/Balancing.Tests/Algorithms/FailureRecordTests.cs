using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class FailureRecordTests
{
    [Fact]
    public void WhoNeverFails_CostsNothing_WhateverTheOthersDo()
    {
        var record = After(OutcomeKind.Success, 100);
        foreach (var rate in new[] { 0, 0.01, 0.5, 1 }) Assert.Equal(0, record.Cost(0, rate));
    }

    [Fact]
    public void OneThatFailsAmongWellOnes_Costs_TheMoreItFails()
    {
        var before = 0.0;
        for (var failures = 1; failures <= 10; failures++)
        {
            var cost = After(OutcomeKind.ServerError, failures).Cost(0, 0.05);
            Assert.True(cost > before, $"{failures} failures cost {cost}");
            before = cost;
        }

        // As a queue of e² ÷ 1 requests more, at least.
        Assert.True(before > 2, $"{before}");
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(5, 10)]
    [InlineData(1, 20)]
    public void WhereAllFailAlike_NobodyCosts(int failing, int of)
    {
        var record = default(FailureRecord);
        for (var i = 0; i < 500; i++)
        {
            record.Observe(i * failing % of < failing ? OutcomeKind.ServerError : OutcomeKind.Success, i * 0.01);
            if (i > 50) Assert.Equal(0, record.Cost(i * 0.01, (double)failing / of));
        }
    }

    [Fact]
    public void OneFailure_IsForgottenInSeconds_AndMany_InMinutes()
    {
        var (one, many) = (After(OutcomeKind.ServerError, 1), After(OutcomeKind.ServerError, 10));
        Assert.True(one.Cost(0, 0) > 1);
        Assert.Equal(0, one.Cost(3, 0));
        Assert.True(many.Cost(30, 0) > 2);
        Assert.InRange(many.Cost(60, 0), 0.1, many.Cost(30, 0) / 2);
        Assert.Equal(0, many.Cost(180, 0));
    }

    [Fact]
    public void AConnectionThatFails_WeighsMoreThanAnAnswerThatIsAnError()
    {
        var refused = After(OutcomeKind.LocalOriginFailure, 1).Cost(0, 0.1);
        foreach (var kind in new[] { OutcomeKind.ServerError, OutcomeKind.GatewayError, OutcomeKind.Throttled }) Assert.True(refused > 2 * After(kind, 1).Cost(0, 0.1));
    }

    [Fact]
    public void ASuccess_Forgives_UntilNothingIsLeft()
    {
        var record = After(OutcomeKind.ServerError, 5);
        for (var i = 0; i < 60; i++)
        {
            var before = record.Cost(0, 0);
            record.Observe(OutcomeKind.Success, 0);
            Assert.True(record.Cost(0, 0) < before || before == 0);
        }

        Assert.Equal(0, record.Cost(0, 0));
    }

    [Fact]
    public void AClockThatIsBehind_MakesNothingWorse()
    {
        var record = default(FailureRecord);
        for (var i = 0; i < 5; i++) record.Observe(OutcomeKind.ServerError, 100);
        Assert.Equal(record.Cost(100, 0), record.Cost(90, 0));
    }

    private static FailureRecord After(OutcomeKind kind, int times)
    {
        var record = default(FailureRecord);
        for (var i = 0; i < times; i++) record.Observe(kind, 0);
        return record;
    }
}
