using Balancing.Internal;

namespace Balancing.Tests.Internal;

public sealed class OutcomeCountersTests
{
    private static readonly ConsecutiveLimits Limits = new(5, 5, 3);
    private readonly OutcomeCounters _counters = new();

    [Fact]
    public void ALimit_IsReachedExactlyOncePerRow()
    {
        var reached = Enumerable.Range(0, 40).Select(_ => Record(OutcomeKind.ServerError)).ToList();
        Assert.Equal(4, reached.IndexOf(true));
        Assert.Single(reached, true);
        Record(OutcomeKind.Success);
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(_ => Record(OutcomeKind.LocalOriginFailure)));
    }

    [Fact]
    public void ManyThreads_ReachALimitOnce_AndLoseNothing()
    {
        var reached = 0;
        ThreadTeam.Run(4, _ =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                if (Record(OutcomeKind.GatewayError)) Interlocked.Increment(ref reached);
            }
        });

        // The gateway's row reaches its limit once and the server's does: in one and the same call, or in two.
        Assert.InRange(reached, 1, 2);
        Assert.Equal((20_000, 20_000), (_counters.ConsecutiveGatewayErrors, _counters.ConsecutiveServerErrors));
        Assert.Equal(20_000, _counters.Active.ServerFailures);
    }

    [Fact]
    public void ALimitOfZero_IsNeverReached() =>
        Assert.All(Enumerable.Range(0, 20), _ => Assert.False(_counters.Record(OutcomeKind.GatewayError, default, default)));

    [Fact]
    public void Rotate_ReturnsTheWindowThatEnded_AndBeginsAnEmptyOne()
    {
        foreach (var kind in Enum.GetValues<OutcomeKind>()) Record(kind);
        var ended = _counters.Rotate();
        Assert.Equal((1, 2, 1), (ended.Latencies.Total, ended.ServerFailures, ended.LocalOriginFailures));
        Assert.Equal((0, 0, 0), (_counters.Active.Latencies.Total, _counters.Active.ServerFailures, _counters.Active.LocalOriginFailures));
        Record(OutcomeKind.Success);
        Assert.Equal(1, _counters.Rotate().Latencies.Total);
        Assert.Equal(0, _counters.Rotate().Latencies.Total);
    }

    [Fact]
    public void AnEndpointThatForgets_CountsAnew_AndWhatWasBegunBeforeCountsElsewhere()
    {
        var endpoint = new Endpoint("http://10.0.0.1");
        var before = endpoint.Outcomes;
        endpoint.ForgetOutcomes();
        before.Record(OutcomeKind.ServerError, TimeSpan.FromMilliseconds(5), in Limits);
        Assert.Equal(1, before.ConsecutiveServerErrors);
        Assert.Equal(0, endpoint.Outcomes.ConsecutiveServerErrors);
        Assert.Equal(0, endpoint.Outcomes.Rotate().ServerFailures);
    }

    private bool Record(OutcomeKind kind) => _counters.Record(kind, TimeSpan.FromMilliseconds(5), in Limits);
}
