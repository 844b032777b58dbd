using Balancing.Health;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

public sealed class FailurePercentageJudgeTests
{
    [Theory]
    [InlineData(85, 20, 16, false)]
    [InlineData(85, 20, 17, true)]
    [InlineData(85, 19, 19, false)]
    [InlineData(100, 50, 49, false)]
    [InlineData(100, 50, 50, true)]
    [InlineData(0, 50, 50, false)]
    public void AShareAtTheLimit_IsAVote(double percentage, int requests, int failures, bool expected)
    {
        var votes = Samples.Judge(new FailurePercentageJudge(new OutlierDetectionOptions { FailurePercentage = percentage }), Samples.Of(requests, failures));
        Assert.Equal(expected, votes.Count == 1);
    }

    [Fact]
    public void AtTheLimit_MeansExactly_ForEveryPercentage()
    {
        for (var percent = 1; percent <= 100; percent++)
        {
            var judge = new FailurePercentageJudge(new OutlierDetectionOptions { FailurePercentage = percent });
            Assert.Single(Samples.Judge(judge, Samples.Of(100, percent)));
            Assert.Empty(Samples.Judge(judge, Samples.Of(100, percent - 1)));
            Assert.Single(Samples.Judge(judge, Samples.Of(300, percent * 3)));
        }
    }

    [Fact]
    public void TooFewEndpointsWithEnoughRequests_AreNotJudged()
    {
        var judge = new FailurePercentageJudge(new OutlierDetectionOptions { FailurePercentageMinHosts = 3 });
        Assert.Empty(Samples.Judge(judge, Samples.Of(20, 20), Samples.Of(20, 20), Samples.Of(19, 19)));
        Assert.Equal([0, 1], Samples.Judge(judge, Samples.Of(20, 20), Samples.Of(20, 20), Samples.Of(20, 0)).Select(vote => vote.Index));
    }

    [Fact]
    public void TheVote_CarriesItsNumbers()
    {
        var judge = new FailurePercentageJudge(new OutlierDetectionOptions { FailurePercentageEnforcement = 40 });
        Assert.Equal([new Vote(1, HealthChangeReason.FailurePercentage, 0.9, 0.85, null, 40)], Samples.Judge(judge, Samples.Of(100, 84), Samples.Of(100, 90)));
    }

    [Fact]
    public void AnEndpointWithoutRequests_IsNotJudged() =>
        Assert.Empty(Samples.Judge(new FailurePercentageJudge(new OutlierDetectionOptions { FailurePercentageMinRequests = 1 }), Samples.Of(0, 0)));
}
