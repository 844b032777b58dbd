using Balancing.Tests.Health.Support;
using static Balancing.Tests.Health.Support.Checks;

namespace Balancing.Tests.Health;

/// <summary>One loop per endpoint: none waits for another, none outlives its endpoint or the cluster.</summary>
public sealed class CheckLoopTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AHangingEndpoint_IsOutOfTime_AskedOnceAtATime_AndDelaysNoOther(bool heedsItsToken)
    {
        var never = new TaskCompletionSource<bool>();
        var hangs = 0;
        ScriptedProbe probe = new((endpoint, token) =>
        {
            if (endpoint.Address != new Uri(EndpointSets.Address(0))) return new(true);
            Interlocked.Increment(ref hangs);
            return new(heedsItsToken ? never.Task.WaitAsync(token) : never.Task);
        });
        using var fleet = Checked(3, probe);
        Until(() => fleet.Clock.ActiveTimers == 3);
        fleet.Clock.Advance(TimeSpan.FromSeconds(2.5));
        Until(() => probe.Asked == 3 && fleet.Clock is { ActiveTimers: 3, NextDue.TotalSeconds: 2 });
        Assert.Equal(3, fleet.Count(HealthState.Healthy));

        fleet.Clock.Advance(TimeSpan.FromSeconds(2));
        Until(() => fleet.StateOf(0) == HealthState.Unhealthy && fleet.Clock is { ActiveTimers: 3, NextDue.TotalSeconds: 3 });
        fleet.Clock.Advance(TimeSpan.FromSeconds(3));
        Until(() => probe.Asked >= 5 && fleet.Clock is { ActiveTimers: 3, NextDue.TotalSeconds: 5 });

        // The hanging one's second question: at 4.5 + 10 s, if it has forgotten the first.
        fleet.Clock.Advance(TimeSpan.FromSeconds(5));
        Until(() => probe.Asked >= 7 && fleet.Clock is { ActiveTimers: 3, NextDue.TotalSeconds: 2 });
        fleet.Clock.Advance(TimeSpan.FromSeconds(2));
        Until(() => fleet.Clock is { ActiveTimers: 3, NextDue.TotalSeconds: 2 } && Volatile.Read(ref hangs) == (heedsItsToken ? 2 : 1));
        Assert.Equal(1, probe.MostAtOnce);
        Assert.Equal(HealthState.Unhealthy, fleet.StateOf(0));
    }

    [Fact]
    public void AProbeThatThrowsWhenItIsCancelled_DoesNotKeepTheListFromBeingTaken()
    {
        var never = new TaskCompletionSource<bool>();
        ScriptedProbe probe = new((_, token) =>
        {
            token.Register(() => throw new InvalidOperationException("mine"));
            return new(never.Task);
        });
        using var fleet = Checked(3, probe);
        Until(() => fleet.Clock.ActiveTimers == 3);
        fleet.Clock.Advance(TimeSpan.FromSeconds(2.5));
        Until(() => probe.Asked == 3);

        fleet.Resolver.Update(EndpointSets.Descriptions(2));
        Assert.Equal(2, fleet.Cluster.Endpoints.Count);
    }

    [Fact]
    public void Loops_StopWithTheirEndpoint_AndWithTheCluster()
    {
        var probe = new ScriptedProbe((_, _) => new(true));
        var fleet = Checked(5, probe);
        Until(() => fleet.Clock.ActiveTimers == 5);
        fleet.Resolver.Update(EndpointSets.Descriptions(2));
        Until(() => fleet.Clock.ActiveTimers == 2);
        fleet.Resolver.Update(EndpointSets.Descriptions(3));
        Until(() => fleet.Clock.ActiveTimers == 3);
        fleet.Dispose();
        Until(() => fleet.Clock.ActiveTimers == 0);
        fleet.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, probe.Asked);
    }

    [Fact]
    public void ACluster_DisposedInTheMiddleOfACheck_LeavesNoTimer_AndCancelsIt()
    {
        var probe = new ScriptedProbe(async (_, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return true;
        });
        var fleet = Checked(1, probe);
        Until(() => fleet.Clock.ActiveTimers == 1);
        fleet.Clock.Advance(TimeSpan.FromSeconds(2.5));
        Until(() => probe.Asked == 1);
        fleet.Dispose();
        Until(() => fleet.Clock.ActiveTimers == 0);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
    }
}
