using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Tests;

/// <summary>Every request ends, once. A run throws by itself when one ends twice, or when a cluster still counts one in flight at the end.</summary>
public sealed class ConservationTests
{
    /// <summary>All that can go wrong, half of it while requests are running.</summary>
    private static readonly Scenario AllFaults = Runs.Small with
    {
        WarmupMs = 0,
        DeadlineMs = 60,
        MaxConcurrent = 6,
        Events =
        [
            Runs.At(500, 0, "failfast", 0.5, 1), Runs.At(1000, 0, "recover"), Runs.At(1500, 1, "crash_refuse"), Runs.At(2500, 1, "recover"), Runs.At(3000, 2, "crash_blackhole"),
            Runs.At(4000, 2, "recover"), Runs.At(4500, 3, "grayerr", 0.3), Runs.At(4500, 3, "graydrop", 0.3), Runs.At(5500, 3, "recover"), Runs.At(6000, 0, "remove"), Runs.At(7000, 0, "add"),
            Runs.At(7000, 0, "ramp", 0.1, 1, 1000), Runs.At(8500, 1, "speed", 0), Runs.At(9000, 1, "recover"),
        ],
    };

    public static TheoryData<string> Disciplines => ["ps", "fifo"];

    [Theory]
    [MemberData(nameof(Disciplines))]
    public void NoRequest_IsLost_WhateverHappens(string discipline)
    {
        var runs = Runs.SomePolicies.Select(policy => (AllFaults with { Discipline = discipline }).Run(policy)).ToArray();
        Assert.InRange(runs[0].Requests, 4400, 5200);
        Assert.All(runs, run => Assert.Equal(runs[0].Requests, run.Requests));
        Assert.All(runs, run => Assert.InRange(run.Failures(), 1, run.Requests - 1));
        Assert.All(runs, run => Assert.Equal(1, run.Shares.Sum(), 9));
    }

    [Fact]
    public void NoRequest_IsLost_WhenEverybodyGivesUpOnTheWay()
    {
        var impatient = Runs.Small with { DeadlineMs = 5, RttMs = 20 };
        Assert.Equal(100, impatient.Run("RoundRobin").ErrorPercent);
    }

    [Fact]
    public void WithoutServers_RequestsFailAtOnce()
    {
        var empty = Runs.Small with { Servers = 1, InitiallyAbsent = [0] };
        var run = empty.Run("oracle-load");
        Assert.Equal(run.Requests, run.Unsent);
    }
}
