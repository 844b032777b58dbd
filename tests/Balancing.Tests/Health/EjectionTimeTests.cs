using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

/// <summary>How long an ejection lasts: base × multiplier, at most the maximum, plus jitter; the multiplier falls again in peace.</summary>
public sealed class EjectionTimeTests
{
    [Fact]
    public void EachEjection_IsOneBaseLonger_UpToTheMaximum()
    {
        using var fleet = new Fleet(3);
        Assert.Equal([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300], Durations(fleet, 12));
    }

    [Fact]
    public void AMaximumBetweenTwoSteps_IsKept_AndTheMultiplierDoesNotRunAway()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.MaxEjectionTime = TimeSpan.FromSeconds(70));
        Assert.Equal([30, 60, 70, 70, 70, 70], Durations(fleet, 6));
        fleet.Wait(70);
        fleet.Send(0, OutcomeKind.Success);

        // The third step was the last: three intervals of peace are enough to forget everything.
        fleet.Wait(10);
        fleet.Wait(10);
        fleet.Wait(10);
        fleet.Wait(10);
        fleet.Eject(0);
        Assert.Equal(TimeSpan.FromSeconds(30), fleet.Log.Last.Duration);
    }

    [Fact]
    public void Jitter_IsAddedToTheMaximumToo()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.EjectionJitter = TimeSpan.FromSeconds(4), new FixedRandom(0.5));
        Assert.Equal([32, 62, 92, 122, 152, 182, 212, 242, 272, 302, 302], Durations(fleet, 11));
    }

    [Fact]
    public void EndpointsEjectedTogether_DoNotReturnTogether()
    {
        using var fleet = new Fleet(9, options => options.OutlierDetection.EjectionJitter = TimeSpan.FromSeconds(3), new Random(1));
        for (var i = 0; i < 4; i++) fleet.Eject(i);
        var durations = fleet.Log.Changes.Select(change => change.Duration!.Value.TotalSeconds).ToList();
        Assert.Equal(4, durations.Distinct().Count());
        Assert.All(durations, duration => Assert.InRange(duration, 30, 33));
    }

    [Fact]
    public void AnIntervalOfPeace_TakesOneStepOff()
    {
        using var fleet = new Fleet(3);
        Assert.Equal([30, 60, 90], Durations(fleet, 3));
        fleet.Wait(90);
        fleet.Send(0, OutcomeKind.Success);

        // Two whole intervals after the return two steps are gone: the fourth ejection is the second again.
        fleet.Wait(20);
        fleet.Wait(9);
        fleet.Eject(0);
        Assert.Equal(TimeSpan.FromSeconds(60), fleet.Log.Last.Duration);
    }

    [Fact]
    public void AnEndpointThatAStatisticEjectsAgainAndAgain_StaysOutLongerEachTime()
    {
        // The sweep that votes an endpoint out must not also forgive it.
        using var fleet = new Fleet(3, options => options.OutlierDetection.ConsecutiveServerErrors = 0);
        for (var round = 1; round <= 4; round++)
        {
            fleet.Send(0, OutcomeKind.ServerError, 20);
            while (fleet.StateOf(0) != HealthState.Ejected) fleet.Wait(1);
            Assert.Equal(TimeSpan.FromSeconds(30 * round), fleet.Log.Last.Duration);
            while (fleet.StateOf(0) != HealthState.Probing) fleet.Wait(1);
            fleet.Send(0, OutcomeKind.Success);

            // The first sweep after the return sees too little; by the second a whole interval has passed.
            var sweepsSeen = fleet.Clock.Elapsed + TimeSpan.FromSeconds(10);
            while (fleet.Clock.Elapsed < sweepsSeen - TimeSpan.FromSeconds(1)) fleet.Wait(1);
        }
    }

    private static List<double> Durations(Fleet fleet, int ejections)
    {
        fleet.Eject(0);
        List<double> durations = [fleet.Log.Last.Duration!.Value.TotalSeconds];
        while (durations.Count < ejections)
        {
            fleet.Wait(durations[^1]);
            fleet.Send(0, OutcomeKind.ServerError);
            Assert.Equal(HealthChangeReason.ProbeFailed, fleet.Log.Last.Reason);
            durations.Add(fleet.Log.Last.Duration!.Value.TotalSeconds);
        }

        return durations;
    }
}
