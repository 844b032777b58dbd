using Balancing.Loopback;

namespace Balancing.Simulator.Tests;

/// <summary>The experiment over HTTP, for a second: that it counts, not how fast this machine is.</summary>
public sealed class LoopbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task EveryRequest_IsSentAndCounted_AndOnlyTheFailingServerFails()
    {
        // 200 requests of 2 ms. The third server fails from the start; a deadline that nobody reaches.
        var scenario = Runs.Small with
        {
            Clients = 1,
            Discipline = "fifo",
            Service = new() { Kind = "det", Mean = 2 },
            RatePerMs = 0.2,
            DurationMs = 1_000,
            WarmupMs = 0,
            DeadlineMs = Patience.TotalMilliseconds,
            Events = [Runs.At(0, 2, "failfast", 1, 1)],
        };
        using var patience = new CancellationTokenSource(Patience);
        var measured = (await LoopbackRun.RunAsync(scenario, "RoundRobin", 1, patience.Token)).Result;
        var simulated = scenario.Run("RoundRobin");

        Assert.Equal(simulated.Requests, measured.Requests);
        Assert.Equal(measured.Failures(), measured.ServerErrors);

        // Round robin gives each server a quarter, give or take one.
        Assert.InRange(measured.ServerErrors, (measured.Requests / 4) - 1, (measured.Requests / 4) + 1);
        Assert.Equal(measured.ServerErrors / (double)measured.Requests, measured.Shares[2], 9);
        Assert.True(measured.P50 >= 1, $"Half of the requests took less than {measured.P50} ms, though each brings 2 ms of work.");
    }
}
