using Balancing.Resolution;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.LoadReports.Support;

/// <summary>A cluster on a fake clock whose endpoints report what the test says.</summary>
internal sealed class ReportingFleet : IDisposable
{
    public ReportingFleet(double[] weights, LoadReportOptions? options = null, SlowStartOptions? slowStart = null, ILoadBalancer? loadBalancer = null)
    {
        Resolver = new PushResolver(EndpointSets.Descriptions(weights));
        Cluster = new Cluster("fleet", Resolver, loadBalancer ?? Directed, new ClusterOptions
        {
            TimeProvider = Clock,
            Health = new HealthOptions { OutlierDetection = { Enabled = false }, SlowStart = slowStart ?? new SlowStartOptions() },
            LoadReports = options ?? new LoadReportOptions { Enabled = true },
        });
    }

    public ReportingFleet(int count, LoadReportOptions? options = null, ILoadBalancer? loadBalancer = null)
        : this([.. Enumerable.Repeat(1.0, count)], options, loadBalancer: loadBalancer)
    {
    }

    public FakeTimeProvider Clock { get; } = new();

    public Directed Directed { get; } = new();

    public PushResolver Resolver { get; }

    public Cluster Cluster { get; }

    /// <summary>What the algorithm has been given last.</summary>
    public double[] Weights => Directed.Set!.Weights.ToArray();

    public Endpoint this[int index] => Cluster.Endpoints[index];

    /// <summary>Each endpoint reports 100 requests per second at its utilisation; 0: it is silent.</summary>
    public void Report(params double[] utilizations)
    {
        for (var i = 0; i < utilizations.Length; i++)
        {
            if (utilizations[i] > 0) Cluster.Report(this[i], new LoadReport { CpuUtilization = utilizations[i], RequestsPerSecond = 100 });
        }
    }

    /// <summary>Reports every second for so long.</summary>
    public void ReportFor(int seconds, params double[] utilizations)
    {
        for (var i = 0; i < seconds; i++)
        {
            Report(utilizations);
            Wait(1);
        }
    }

    /// <summary>The clock goes on, a little past the alarm's extra millisecond.</summary>
    public void Wait(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(2));

    public void Dispose() => Cluster.Dispose();
}
