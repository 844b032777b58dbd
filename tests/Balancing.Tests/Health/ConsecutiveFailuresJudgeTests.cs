using Balancing.Health;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

public sealed class ConsecutiveFailuresJudgeTests
{
    [Fact]
    public void EachCounter_HasItsOwnLimit()
    {
        var judge = new ConsecutiveFailuresJudge(new OutlierDetectionOptions { ConsecutiveServerErrors = 7, ConsecutiveGatewayErrors = 4, ConsecutiveLocalOriginFailures = 2 });
        var votes = Samples.Judge(judge, Samples.InARow(6, 3, 1), Samples.InARow(7), Samples.InARow(4, 4), Samples.InARow(0, 0, 2), Samples.InARow(9, 9, 9));
        Assert.Equal(
            [
                new Vote(1, HealthChangeReason.ConsecutiveServerErrors, 7, 7, null, 100),
                new Vote(2, HealthChangeReason.ConsecutiveGatewayErrors, 4, 4, null, 100),
                new Vote(3, HealthChangeReason.ConsecutiveLocalOriginFailures, 2, 2, null, 100),
                new Vote(4, HealthChangeReason.ConsecutiveLocalOriginFailures, 9, 2, null, 100),
            ],
            votes);
    }

    [Fact]
    public void ALimitOfZero_SwitchesOff()
    {
        var judge = new ConsecutiveFailuresJudge(new OutlierDetectionOptions { ConsecutiveServerErrors = 0, ConsecutiveGatewayErrors = 0, ConsecutiveLocalOriginFailures = 0 });
        Assert.Empty(Samples.Judge(judge, Samples.InARow(), Samples.InARow(99, 99, 99)));
    }
}
