using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>Check loops on a fake clock. Jitter draws the middle, so waits are exact; the first one is half an interval.</summary>
public sealed class ActiveCheckTests
{
    private volatile bool _passes = true;

    [Fact]
    public void AFleet_AsksWithinTheFirstInterval_NotInStep()
    {
        var random = new Random(3);
        using var fleet = Checked(20, new ScriptedProbe((_, _) => new(_passes)), random);
        Until(() => fleet.Clock.ActiveTimers == 20);
        Assert.InRange(fleet.Clock.NextDue!.Value.TotalSeconds, 0, 1.5);
    }

    [Fact]
    public void Waits_FollowTheState_AndTheStateFollowsTheAnswers()
    {
        var probe = new ScriptedProbe((_, _) => new(_passes));
        using var fleet = Checked(1, probe);
        Sleeps(fleet, 2.5);
        (bool Passes, double NextWait, HealthState State)[] story =
        [
            (false, 10, HealthState.Unhealthy), (false, 10, HealthState.Unhealthy), (true, 1, HealthState.Unhealthy), (true, 5, HealthState.Healthy),
            (false, 1, HealthState.Healthy), (false, 1, HealthState.Healthy), (false, 10, HealthState.Unhealthy),
        ];
        foreach (var (passes, nextWait, state) in story)
        {
            _passes = passes;
            fleet.Clock.Advance(fleet.Clock.NextDue!.Value);
            Sleeps(fleet, nextWait);
            Assert.Equal(state, fleet.StateOf(0));
        }

        Assert.Equal(story.Length, probe.Asked);
        Assert.Equal(
            [HealthChangeReason.ActiveCheckFailed, HealthChangeReason.ActiveCheckPassed, HealthChangeReason.ActiveCheckFailed],
            fleet.Log.ReasonsOf(fleet[0]));
    }

    [Theory]
    [InlineData(0, 4.5)]
    [InlineData(0.999999, 5.5)]
    public void EveryWait_IsVariedByTheJitter(double drawn, double seconds)
    {
        using var fleet = Checked(1, new ScriptedProbe((_, _) => new(true)), new FixedRandom(drawn));
        Until(() => fleet.Clock.ActiveTimers == 1);
        fleet.Clock.Advance(fleet.Clock.NextDue!.Value);
        Until(() => fleet.Clock.ActiveTimers == 1 && fleet.Clock.NextDue!.Value.TotalSeconds > 4);
        Assert.Equal(seconds, fleet.Clock.NextDue!.Value.TotalSeconds, 0.002);
    }

    [Fact]
    public void AnException_IsABadAnswer()
    {
        using var fleet = Checked(1, new ScriptedProbe((_, _) => throw new InvalidOperationException("no")));
        Sleeps(fleet, 2.5);
        fleet.Clock.Advance(TimeSpan.FromSeconds(2.5));
        Sleeps(fleet, 10);
        Assert.Equal(HealthState.Unhealthy, fleet.StateOf(0));
    }

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

    [Fact]
    public void APassingCheck_BringsAProbingEndpointBack_WithoutARequest()
    {
        using var fleet = new Fleet(3, options => options.ActiveChecks.UseProbe(new ScriptedProbe((_, _) => new(true))), new FixedRandom(0.5));
        Until(() => fleet.Clock.ActiveTimers == 4);
        fleet.Eject(0);
        var ejected = fleet.Clock.Elapsed;
        while (fleet.Clock.Elapsed - ejected < TimeSpan.FromSeconds(36)) Step();
        Until(() => fleet.StateOf(0) == HealthState.Healthy);
        Assert.Equal(
            [HealthChangeReason.ConsecutiveServerErrors, HealthChangeReason.EjectionTimeOver, HealthChangeReason.ActiveCheckPassed],
            fleet.Log.ReasonsOf(fleet[0]));
        Assert.Equal(0, fleet[0].InFlight);

        void Step()
        {
            fleet.Clock.Advance(TimeSpan.FromSeconds(0.5));
            Until(() => fleet.Clock.ActiveTimers == 4);
        }
    }

    private static Fleet Checked(int count, ScriptedProbe probe, Random? random = null) => new(
        count,
        options =>
        {
            options.OutlierDetection.Enabled = false;
            options.ActiveChecks.UseProbe(probe);
        },
        random ?? new FixedRandom(0.5));

    private static void Sleeps(Fleet fleet, double seconds) => Until(() => fleet.Clock is { ActiveTimers: 1, NextDue: { } due } && due == TimeSpan.FromSeconds(seconds));

    /// <summary>Loops run on other threads: waits for what is expected. Only a test that fails waits long.</summary>
    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)));
}
