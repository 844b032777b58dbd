using Balancing.LoadReports;
using Balancing.Tests.LoadReports.Support;

namespace Balancing.Tests.LoadReports;

/// <summary>When and how what endpoints report changes the weights that algorithms see.</summary>
public sealed class ReportedWeightsTests
{
    [Fact]
    public void Reports_CountAfterTheBlackout()
    {
        using var fleet = new ReportingFleet(2);
        fleet.ReportFor(9, 0.2, 0.6);
        Assert.Equal([1, 1], fleet.Weights);
        fleet.ReportFor(2, 0.2, 0.6);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
    }

    [Fact]
    public void WithoutABlackout_ReportsCountAtOnce()
    {
        using var fleet = new ReportingFleet(2, new LoadReportOptions { Enabled = true, BlackoutPeriod = TimeSpan.Zero });
        fleet.Report(0.2, 0.6);
        fleet.Wait(1);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
    }

    [Fact]
    public void WhoReportsNothing_GetsTheMean_AndOneReportAloneChangesNothing()
    {
        using var fleet = new ReportingFleet(3);
        fleet.ReportFor(12, 0.1);
        Assert.Equal([1, 1, 1], fleet.Weights);
        fleet.ReportFor(12, 0.1, 0.3);
        Assert.Equal([1.5, 0.5, 1], fleet.Weights, Near);
    }

    [Fact]
    public void SilentEndpoints_AreEqualAgain_WhenTheirReportsHaveExpired()
    {
        using var fleet = new ReportingFleet(2);
        fleet.ReportFor(12, 0.2, 0.6);
        fleet.Wait(177);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
        fleet.Wait(3);
        Assert.Equal([1, 1], fleet.Weights);
        Assert.True(fleet.Directed.Set!.HasEqualWeights);

        // What has expired begins anew, with the blackout.
        fleet.ReportFor(9, 0.2, 0.6);
        Assert.Equal([1, 1], fleet.Weights);
        fleet.ReportFor(2, 0.2, 0.6);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
    }

    [Fact]
    public void OneThatFallsSilent_GetsTheMean()
    {
        using var fleet = new ReportingFleet(3);
        fleet.ReportFor(12, 0.1, 0.1, 0.4);
        Assert.Equal([4 / 3.0, 4 / 3.0, 1 / 3.0], fleet.Weights, Near);
        fleet.ReportFor(190, 0.1, 0.3);
        Assert.Equal([1.5, 0.5, 1], fleet.Weights, Near);
    }

    [Fact]
    public void ConfiguredWeights_AndSlowStart_CountToo()
    {
        using var fleet = new ReportingFleet([2, 1], slowStart: new SlowStartOptions { Window = TimeSpan.FromSeconds(100) });
        fleet.ReportFor(12, 0.2, 0.6);
        Assert.Equal([3, 0.5], fleet.Weights, Near);

        // The third begins with a tenth of 4, and its unknown load is the mean.
        fleet.Resolver.Update(EndpointSets.Descriptions([2, 1, 4]));
        Assert.Equal([3, 0.5, 0.4], fleet.Weights, Near);
    }

    [Fact]
    public void EachTier_IsComparedWithItself()
    {
        using var fleet = new ReportingFleet(2);
        fleet.Resolver.Update([.. EndpointSets.Descriptions(4).Select((description, i) => description with { Priority = i / 2 })]);
        fleet.ReportFor(12, 0.2, 0.6, 0.001, 0.003);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
    }

    [Fact]
    public void AnEndpointThatComesBack_BeginsItsBlackoutAnew()
    {
        using var fleet = new ReportingFleet(2);
        fleet.ReportFor(12, 0.2, 0.6);
        fleet.Resolver.Update(EndpointSets.Descriptions(1));
        fleet.Wait(1);
        fleet.Resolver.Update(EndpointSets.Descriptions(2));
        fleet.ReportFor(9, 0.2, 0.6);
        Assert.Equal([1, 1], fleet.Weights);
        fleet.ReportFor(2, 0.2, 0.6);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
    }

    [Fact]
    public void WeightsAreWorkedOut_OncePerUpdatePeriod_AndPublishedIfTheyMove()
    {
        using var fleet = new ReportingFleet(2);
        fleet.ReportFor(12, 0.2, 0.6);
        var built = fleet.Directed.Built;
        for (var i = 0; i < 1_000; i++) fleet.Report(0.2 + (0.0001 * (i % 5)), 0.6);
        fleet.ReportFor(60, 0.2005, 0.6);
        Assert.Equal(built, fleet.Directed.Built);

        for (var i = 0; i < 100; i++) fleet.Report(0.2 + (0.01 * i), 0.6);
        Assert.Equal(built, fleet.Directed.Built);
        fleet.Wait(1);
        Assert.Equal(built + 1, fleet.Directed.Built);
    }

    [Fact]
    public void WhileNobodyReports_NothingRuns()
    {
        using var fleet = new ReportingFleet(2);
        Assert.Null(fleet.Clock.NextDue);
        fleet.ReportFor(12, 0.2, 0.6);
        Assert.NotNull(fleet.Clock.NextDue);
        fleet.Wait(181);
        Assert.Null(fleet.Clock.NextDue);
    }

    [Fact]
    public void WithoutTheOption_ReportsAreNotLookedAt()
    {
        using var fleet = new ReportingFleet(2, new LoadReportOptions());
        fleet.ReportFor(12, 0.2, 0.6);
        var attempt = fleet.Cluster.Begin();
        attempt.Report(new LoadReport { CpuUtilization = 0.5, RequestsPerSecond = 10 });
        attempt.Complete(OutcomeKind.Success);

        Assert.Equal([1, 1], fleet.Weights);
        Assert.Null(fleet.Clock.NextDue);
    }

    [Fact]
    public void AnAttemptsReport_IsItsEndpoints_AlsoOnceItIsOver()
    {
        using var fleet = new ReportingFleet(2);
        for (var i = 0; i < 24; i++)
        {
            fleet.Directed.Target = fleet[i % 2];
            var attempt = fleet.Cluster.Begin();
            attempt.Complete(OutcomeKind.Success);
            attempt.Report(new LoadReport { ApplicationUtilization = i % 2 == 0 ? 0.2 : 0.6, RequestsPerSecond = 100 });
            fleet.Wait(1);
        }

        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
    }

    [Fact]
    public void AfterDisposal_WeightsStay_AndReportsDoNothing()
    {
        var fleet = new ReportingFleet(2);
        fleet.ReportFor(12, 0.2, 0.6);
        fleet.Dispose();
        fleet.ReportFor(200, 0.6, 0.2);
        Assert.Equal([1.5, 0.5], fleet.Weights, Near);
        Assert.Equal(0, fleet.Clock.ActiveTimers);
    }

    [Fact]
    public void AReport_AllocatesNothing()
    {
        using var fleet = new ReportingFleet(2);
        var report = new LoadReport { CpuUtilization = 0.5, RequestsPerSecond = 100 };
        for (var i = 0; i < 2_000; i++) fleet.Cluster.Report(fleet[0], in report);

        var endpoint = fleet[0];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) fleet.Cluster.Report(endpoint, in report);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Description_ShowsTheEffectiveWeights()
    {
        using var fleet = new ReportingFleet([2, 2]);
        fleet.ReportFor(12, 0.2, 0.6);
        Assert.Equal([3.0, 1], fleet.Cluster.Describe().Endpoints.Select(use => Math.Round(use.EffectiveWeight, 9)));
    }

    /// <summary>Reports from all sides while the latch works on them: each weight that is published is one that the reports allow.</summary>
    [Fact]
    public async Task ConcurrentReports_AreNeverMixedUpIntoNonsense()
    {
        using var fleet = new ReportingFleet(4, new LoadReportOptions { Enabled = true, BlackoutPeriod = TimeSpan.Zero });
        using var stop = new CancellationTokenSource();
        var reporters = Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested) fleet.Cluster.Report(fleet[random.Next(4)], new LoadReport { CpuUtilization = 0.2 + (0.6 * random.NextDouble()), RequestsPerSecond = 100 });
        })).ToArray();
        for (var i = 0; i < 2_000; i++)
        {
            fleet.Wait(i % 100 == 0 ? 200 : 1);

            // Weights are between 125 and 500, so none is further than a factor of 4 from the mean.
            Assert.All(fleet.Weights, weight => Assert.InRange(weight, 0.25, 4));
        }

        await stop.CancelAsync();
        await Task.WhenAll(reporters);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;
}
