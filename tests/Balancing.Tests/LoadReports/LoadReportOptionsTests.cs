namespace Balancing.Tests.LoadReports;

public sealed class LoadReportOptionsTests
{
    private static readonly (string Name, Action<LoadReportOptions> Break)[] Violations =
    [
        ("BlackoutPeriod", options => options.BlackoutPeriod = -TimeSpan.FromTicks(1)),
        ("BlackoutPeriod", options => options.BlackoutPeriod = TimeSpan.FromHours(2)),
        ("ExpirationPeriod", options => options.ExpirationPeriod = TimeSpan.FromMilliseconds(999)),
        ("ExpirationPeriod", options => options.ExpirationPeriod = TimeSpan.FromDays(2)),
        ("UpdatePeriod", options => options.UpdatePeriod = TimeSpan.FromMilliseconds(99)),
        ("UpdatePeriod", options => options.UpdatePeriod = TimeSpan.FromHours(2)),
        ("ErrorUtilizationPenalty", options => options.ErrorUtilizationPenalty = -0.1),
        ("ErrorUtilizationPenalty", options => options.ErrorUtilizationPenalty = double.NaN),
        ("ErrorUtilizationPenalty", options => options.ErrorUtilizationPenalty = double.PositiveInfinity),
        ("UtilizationMetrics", options => options.UtilizationMetrics = ["gpu"]),
        ("UtilizationMetrics", options => options.UtilizationMetrics = ["utilization."]),
        ("UtilizationMetrics", options => options.UtilizationMetrics = [null!]),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Violations.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void AValueOutsideItsRange_IsNamed_BeforeThereIsACluster(int index)
    {
        var (name, violate) = Violations[index];
        var options = new LoadReportOptions();
        violate(options);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new Cluster("a", new Balancing.Resolution.StaticResolver("http://a"), LoadBalancer.RoundRobin(), new ClusterOptions { LoadReports = options })).ParamName);
    }

    [Fact]
    public void Defaults_AreGrpcs_AndOff()
    {
        var options = new LoadReportOptions();
        options.Validate();
        Assert.False(options.Enabled);
        Assert.Equal((10, 180, 1, 1.0), (options.BlackoutPeriod.TotalSeconds, options.ExpirationPeriod.TotalSeconds, options.UpdatePeriod.TotalSeconds, options.ErrorUtilizationPenalty));
    }

    [Fact]
    public void AClustersOptions_AreACopy()
    {
        var options = new LoadReportOptions { UtilizationMetrics = ["utilization.gpu"] };
        using var cluster = new Cluster("a", new Balancing.Resolution.StaticResolver("http://a"), LoadBalancer.RoundRobin(), new ClusterOptions { LoadReports = options });
        options.UtilizationMetrics.Add("nonsense");
        cluster.LoadReports.UtilizationMetrics.Clear();
        Assert.Equal(["utilization.gpu"], cluster.LoadReports.UtilizationMetrics);
    }
}
