using Balancing.Http.LoadReports;

namespace Balancing.AspNetCore.Tests;

/// <summary>What a server measures of itself, on a fake clock.</summary>
public sealed class ServerLoadTests
{
    private readonly FakeTimeProvider _clock = new();
    private TimeSpan _processor;

    [Fact]
    public void BeforeTheFirstInterval_ThereIsNoReport() => Assert.Null(Load().Report());

    [Fact]
    public void Rates_AreThoseOfTheLastSecond()
    {
        var load = Load();
        for (var i = 0; i < 8; i++)
        {
            Send(load, 10, failed: i % 2 == 0 ? 1 : 0);
            Pass(0.25, processors: 0.5);
            load.Report();
        }

        var report = Parse(load);
        Assert.Equal((0.5, 40, 2), (report.CpuUtilization, report.RequestsPerSecond, report.ErrorsPerSecond));
    }

    [Fact]
    public void AfterALull_RatesAreThoseOfAllOfIt()
    {
        var load = Load();
        Send(load, 100);
        Pass(1, processors: 1);
        Assert.Equal(100, Parse(load).RequestsPerSecond);
        Send(load, 20);
        Pass(10, processors: 0);
        Assert.Equal(2, Parse(load).RequestsPerSecond);
    }

    [Fact]
    public void WithinAnInterval_AllAreToldTheSame_AndNobodyMeasures()
    {
        var measured = 0;
        var load = Load(() => ++measured);
        Pass(0.5, processors: 0.5);
        var report = load.Report();
        Send(load, 50);
        Pass(0.2, processors: 1);
        Assert.Same(report, load.Report());
        Assert.Equal(1, measured);
        Pass(0.1, processors: 1);
        Assert.NotSame(report, load.Report());
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void RequestsInFlight_AreCounted()
    {
        var load = Load();
        for (var i = 0; i < 5; i++) load.Begin();
        load.End(failed: false);
        Pass(1, processors: 0.1);
        Assert.Equal(4, Parse(load, "named_metrics.requests_in_flight").Metrics!["named_metrics.requests_in_flight"]);
    }

    [Theory]
    [InlineData(0.7, 0.7)]
    [InlineData(3, 3)]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    public void TheApplicationsMeasure_IsToldIfItMakesSense(double measure, double told)
    {
        var load = Load(() => measure);
        Pass(1, processors: 0.5);
        Assert.Equal(told, Parse(load).ApplicationUtilization);
    }

    [Fact]
    public void AMeasureThatThrows_IsLeftOut()
    {
        var load = Load(() => throw new InvalidOperationException("broken"));
        Pass(1, processors: 0.5);
        Assert.Equal(0.5, Parse(load).CpuUtilization, 1e-6);
    }

    [Fact]
    public void BothNotations_SayTheSame()
    {
        string[] wanted = ["named_metrics.requests_in_flight"];
        var report = new ServerLoadReport(0.000_012, 0.25, 1_234.5, 0.125, 7);
        Assert.True(LoadReportParser.TryParse(report.Text, wanted, out var text));
        Assert.True(LoadReportParser.TryParseBinary(report.Binary, wanted, out var binary));
        Assert.Equal(text.Metrics, binary.Metrics);
        Assert.Equal(text with { Metrics = null }, binary with { Metrics = null });
        Assert.Equal("TEXT cpu_utilization=0.000012,application_utilization=0.25,rps_fractional=1234.5,eps=0.125,named_metrics.requests_in_flight=7", report.Text);
        Assert.Same(report.Binary, report.Binary);
    }

    private ServerLoad Load(Func<double>? application = null) => new(TimeSpan.FromMilliseconds(250), application, _clock, () => _processor);

    private void Pass(double seconds, double processors)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _processor += TimeSpan.FromSeconds(seconds) * processors * Environment.ProcessorCount;
    }

    private static void Send(ServerLoad load, int count, int failed = 0)
    {
        for (var i = 0; i < count; i++)
        {
            load.Begin();
            load.End(failed: i < failed);
        }
    }

    private static LoadReport Parse(ServerLoad load, params string[] wanted)
    {
        Assert.True(LoadReportParser.TryParse(load.Report()!.Text, wanted, out var report));
        return report;
    }
}
