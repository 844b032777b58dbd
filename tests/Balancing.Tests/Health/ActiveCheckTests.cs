using Balancing.Tests.Health.Support;
using static Balancing.Tests.Health.Support.Checks;

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

    [Fact]
    public void InitiallyUnhealthy_AnEndpointWaitsForItsFirstGoodAnswer_AndRequestsDoNotWaitForIt()
    {
        using var fleet = new Fleet(
            1,
            options =>
            {
                options.OutlierDetection.Enabled = false;
                options.ActiveChecks.UseProbe(new ScriptedProbe((_, _) => new(true))).InitiallyHealthy = false;
            },
            new FixedRandom(0.5));
        Sleeps(fleet, 2.5);
        Assert.Equal(HealthState.Unhealthy, fleet.StateOf(0));
        fleet.Send(0, OutcomeKind.Success);
        fleet.Clock.Advance(TimeSpan.FromSeconds(2.5));
        Sleeps(fleet, 5);
        Assert.Equal(HealthState.Healthy, fleet.StateOf(0));
        Assert.Equal([true, false], fleet.Log.Panics);
    }
}
