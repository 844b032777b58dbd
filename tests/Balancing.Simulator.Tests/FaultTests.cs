using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Tests;

/// <summary>What each fault looks like to clients. Round robin, so that each of the four servers gets a quarter.</summary>
public sealed class FaultTests
{
    private const double FromTheStart = 0;

    [Fact]
    public void AFastFailure_IsAServerError() => AssertAQuarter(Sick("failfast", 1, 1), run => run.ServerErrors);

    [Fact]
    public void AnError_AfterWork_IsAServerError() => AssertAQuarter(Sick("grayerr", 1), run => run.ServerErrors);

    [Fact]
    public void ADroppedAnswer_IsATimeout() => AssertAQuarter(Sick("graydrop", 1), run => run.LocalOriginFailures);

    [Fact]
    public void ARefusedConnection_IsALocalOriginFailure() => AssertAQuarter(Sick("crash_refuse"), run => run.LocalOriginFailures);

    [Fact]
    public void ABlackHole_IsATimeout() => AssertAQuarter(Sick("crash_blackhole"), run => run.LocalOriginFailures);

    [Fact]
    public void AStoppedServer_IsATimeout() => AssertAQuarter(Sick("speed", 0), run => run.LocalOriginFailures);

    [Fact]
    public void AFullServer_AnswersGatewayError()
    {
        var run = (Runs.Small with { MaxConcurrent = 1 }).Run("Random");
        Assert.True(run.GatewayErrors > run.Requests / 4, $"{run.GatewayErrors} of {run.Requests} were shed.");
        Assert.Equal(run.Failures(), run.GatewayErrors);
    }

    [Fact]
    public void AServer_GetsRequestsOnlyWhileItIsOnTheList()
    {
        // Away for half of the measured 9 s: an eighth instead of a quarter, within 4 standard deviations of 4,320 requests.
        var scenario = Runs.Small with { InitiallyAbsent = [0], Events = [Runs.At(1000, 0, "add"), Runs.At(5500, 0, "remove")] };
        Assert.InRange(scenario.Run("RoundRobin").Shares[0], 0.105, 0.145);
    }

    [Fact]
    public void ARamp_EndsAtItsValue()
    {
        // From 1 s on 1 → 0.25 within 1 s: as if it had been so from the start, but for that second.
        var idle = Runs.Small with { RatePerMs = 0.01, DurationMs = 400_000, DeadlineMs = 0, WarmupMs = 3000, Service = new ServiceSpec { Kind = "det", Mean = 10 } };
        var ramp = (idle with { Events = [Runs.At(1000, 0, "ramp", 1, 0.25, 1000)] }).Run("RoundRobin");
        var steady = (idle with { Events = [Runs.At(FromTheStart, 0, "speed", 0.25)] }).Run("RoundRobin");
        Assert.Equal(steady.Mean, ramp.Mean, 3);
    }

    [Fact]
    public void Recovery_EndsAllFaults()
    {
        var scenario = Sick("crash_refuse") with { Events = [Runs.At(0, 0, "crash_refuse"), Runs.At(0, 0, "grayerr", 1), Runs.At(0, 0, "speed", 0.1), Runs.At(900, 0, "recover")] };
        Assert.Equal(0, scenario.Run("RoundRobin").Failures());
    }

    [Fact]
    public void Ejection_KeepsRequestsFromASickServer()
    {
        var scenario = Sick("crash_refuse");
        Assert.InRange(scenario.Run("RoundRobin+ejection").ErrorPercent, 0, 1);
    }

    [Fact]
    public void AFarServer_TakesTheRoundTripLonger()
    {
        var zones = Runs.Small with { Clients = 1, ClientZone = [0], ServerZone = [0, 0, 0, 1], CrossZoneRttMs = 101, RatePerMs = 0.01, DurationMs = 100_000, Service = new ServiceSpec { Kind = "det", Mean = 10 }, JitterMs = 0 };
        var run = zones.Run("RoundRobin");
        Assert.Equal(11, run.P50, 3);
        Assert.Equal(111, run.P999, 3);
    }

    private static Scenario Sick(string action, double value = 0, double value2 = 0) => Runs.Small with { Events = [Runs.At(FromTheStart, 0, action, value, value2)] };

    /// <summary>Three clients' rotations over four servers: a quarter, but for the ends of the rotations and what the warm-up cuts off.</summary>
    private static void AssertAQuarter(Scenario scenario, Func<Results.RunResult, int> kind)
    {
        var run = scenario.Run("RoundRobin");
        Assert.InRange(kind(run) / (double)run.Requests, 0.245, 0.255);
        Assert.Equal(run.Failures(), kind(run));
    }
}
