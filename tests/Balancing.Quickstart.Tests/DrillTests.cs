namespace Balancing.Quickstart.Tests;

/// <summary>One drill, for all of these tests: it takes a while.</summary>
public sealed class DrillTests(DrillTests.Run run) : IClassFixture<DrillTests.Run>
{
    private readonly QuickstartProcess.DrillSummary _drill = run.Process.Drill;

    [Fact]
    public void Drill_CostsNextToNoRequests()
    {
        Assert.Equal("", run.Process.Errors);
        Assert.Equal(0, run.Process.ExitCode);
        Assert.Equal(BalancingStrategies.LeastConnections, _drill.Strategy);
        Assert.Equal(8, _drill.Phases.Count);
        Assert.All(_drill.Phases, phase =>
        {
            Assert.Equal(4, phase.ByEndpoint.Count);

            // Each failed attempt is followed by another one, or has failed its request.
            Assert.Equal(phase.ByEndpoint.Values.Sum() - phase.Requests, phase.FailedByEndpoint.Values.Sum() - phase.Failed);
        });
    }

    [Fact]
    public void ClientWithoutResilience_FailsWhereTheOtherDoesNot()
    {
        Assert.All(_drill.Phases, phase => Assert.InRange(phase.Requests - phase.RequestsWithout, -phase.Requests / 2, phase.Requests / 2));

        // At least what it takes to find the sick one out: three failures in a row.
        Assert.All(_drill.Phases.Where(phase => phase.Sick is not null), phase => Assert.InRange(phase.FailedWithout, Math.Max(3, phase.Failed + 1), int.MaxValue));
    }

    [Fact]
    public void SickServers_GetNextToNothing()
    {
        var sick = _drill.Phases.Where(phase => phase.Sick is not null).ToList();

        Assert.Equal(3, sick.Select(phase => phase.Sick).Distinct().Count());

        // What it gets until it is found out, and the few requests that try it later. In health it gets a fifth to two fifths.
        Assert.All(sick, phase => Assert.InRange(phase.ByEndpoint[phase.Sick!], 1, phase.Requests / 10));
    }

    [Fact]
    public void Events_TellOfEachSickServer_WithTheNumbers()
    {
        Assert.Equal(_drill.Events.OrderBy(e => e.AtMs), _drill.Events);
        Assert.All(_drill.Phases.Where(phase => phase.Sick is not null), phase =>
        {
            var events = _drill.Events.Where(e => e.Endpoint == phase.Sick).ToList();
            var ejected = events.First(e => e is { From: "Healthy", To: "Ejected" });
            Assert.StartsWith("Consecutive", ejected.Reason, StringComparison.Ordinal);
            Assert.True(ejected.Measured >= ejected.Threshold, $"measured {ejected.Measured}, threshold {ejected.Threshold}");
            Assert.InRange(ejected.DurationMs!.Value, 1000, 2100);
            Assert.Contains(events, e => e is { From: "Probing", To: "Healthy" } && e.AtMs > ejected.AtMs);
        });
    }

    public sealed class Run : IAsyncLifetime
    {
        internal QuickstartProcess Process { get; private set; } = null!;

        public async Task InitializeAsync() => Process = await QuickstartProcess.RunAsync("--drill", "--json");

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
