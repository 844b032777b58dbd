using Balancing.Health;
using Balancing.Tests.Health.Support;

namespace Balancing.Tests.Health;

public sealed class HealthOptionsTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly (string Name, Action<HealthOptions> Break)[] Violations =
    [
        ("PanicThreshold", options => options.PanicThreshold = -0.01),
        ("PanicThreshold", options => options.PanicThreshold = 1.01),
        ("PanicThreshold", options => options.PanicThreshold = double.NaN),
        ("MaxRetryAfter", options => options.MaxRetryAfter = -TimeSpan.FromTicks(1)),
        ("MaxRetryAfter", options => options.MaxRetryAfter = Day),
        .. Outlier("Interval", (o, v) => o.Interval = v, TimeSpan.FromMilliseconds(99), Day),
        .. Outlier("ConsecutiveServerErrors", (o, v) => o.ConsecutiveServerErrors = v, -1),
        .. Outlier("ConsecutiveGatewayErrors", (o, v) => o.ConsecutiveGatewayErrors = v, -1),
        .. Outlier("ConsecutiveLocalOriginFailures", (o, v) => o.ConsecutiveLocalOriginFailures = v, -1),
        .. Outlier("ConsecutiveEnforcement", (o, v) => o.ConsecutiveEnforcement = v, -1, 101),
        .. Outlier("SuccessRateStandardDeviations", (o, v) => o.SuccessRateStandardDeviations = v, -0.1, 101, double.NaN, double.PositiveInfinity),
        .. Outlier("SuccessRateMinHosts", (o, v) => o.SuccessRateMinHosts = v, 2),
        .. Outlier("SuccessRateMinRequests", (o, v) => o.SuccessRateMinRequests = v, 0),
        .. Outlier("SuccessRateEnforcement", (o, v) => o.SuccessRateEnforcement = v, -1, 101),
        .. Outlier("FailurePercentage", (o, v) => o.FailurePercentage = v, -1, 100.1, double.NaN),
        .. Outlier("FailurePercentageMinHosts", (o, v) => o.FailurePercentageMinHosts = v, 0),
        .. Outlier("FailurePercentageMinRequests", (o, v) => o.FailurePercentageMinRequests = v, 0),
        .. Outlier("FailurePercentageEnforcement", (o, v) => o.FailurePercentageEnforcement = v, -1, 101),
        .. Outlier("LatencyFactor", (o, v) => o.LatencyFactor = v, -1, 0.5, 1, 1001, double.NaN),
        .. Outlier("LatencyMinHosts", (o, v) => o.LatencyMinHosts = v, 2),
        .. Outlier("LatencyMinRequests", (o, v) => o.LatencyMinRequests = v, 0),
        .. Outlier("LatencyEnforcement", (o, v) => o.LatencyEnforcement = v, -1, 101),
        .. Outlier("BaseEjectionTime", (o, v) => o.BaseEjectionTime = v, TimeSpan.Zero, Day),
        .. Outlier("MaxEjectionTime", (o, v) => o.MaxEjectionTime = v, TimeSpan.FromSeconds(29), 2 * Day),
        .. Outlier("EjectionJitter", (o, v) => o.EjectionJitter = v, -TimeSpan.FromTicks(1), Day),
        .. Outlier("MaxEjectionPercent", (o, v) => o.MaxEjectionPercent = v, -1, 101),
        .. Checks("Interval", (o, v) => o.Interval = v, TimeSpan.FromMilliseconds(9), Day),
        .. Checks("FastInterval", (o, v) => o.FastInterval = v, TimeSpan.FromMilliseconds(9), Day),
        .. Checks("DownInterval", (o, v) => o.DownInterval = v, TimeSpan.FromMilliseconds(9), Day),
        .. Checks("Timeout", (o, v) => o.Timeout = v, TimeSpan.Zero, Day),
        .. Checks("Rise", (o, v) => o.Rise = v, 0),
        .. Checks("Fall", (o, v) => o.Fall = v, 0),
        .. Checks("Jitter", (o, v) => o.Jitter = v, -0.1, 0.6, double.NaN),
        ("SlowStart.Window", options => options.SlowStart.Window = -TimeSpan.FromTicks(1)),
        ("SlowStart.Window", options => options.SlowStart.Window = Day),
        ("SlowStart.Aggression", options => options.SlowStart.Aggression = 0),
        ("SlowStart.Aggression", options => options.SlowStart.Aggression = 101),
        ("SlowStart.MinWeight", options => options.SlowStart.MinWeight = 0),
        ("SlowStart.MinWeight", options => options.SlowStart.MinWeight = 1.1),
    ];

    [Fact]
    public void EveryViolatedRange_NamesTheSetting_ItsValueAndTheRange() => Assert.All(Violations, violation =>
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Fleet(3, violation.Break));
        Assert.Equal(violation.Name, error.ParamName);
        Assert.NotNull(error.ActualValue);
        Assert.Contains($"{violation.Name} must be ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{error.ActualValue}", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void EverySetting_HasAViolationHere()
    {
        var tested = Violations.Select(violation => violation.Name.Split('.')[^1]).ToHashSet(StringComparer.Ordinal);
        var settings = new[] { typeof(HealthOptions), typeof(OutlierDetectionOptions), typeof(ActiveCheckOptions), typeof(SlowStartOptions) }
            .SelectMany(type => type.GetProperties())
            .Where(property => property.SetMethod is { IsPublic: true } && (property.PropertyType.IsValueType && property.PropertyType != typeof(bool)))
            .Select(property => property.Name);
        Assert.All(settings, setting => Assert.Contains(setting, tested));
    }

    [Fact]
    public void TheDefaults_AreValid() => new HealthOptions().Validate();

    [Fact]
    public void Options_AreFrozen_WhenTheClusterIsMade()
    {
        using var fleet = new Fleet(3, options => options.OutlierDetection.ConsecutiveServerErrors = 4);
        fleet.Options.OutlierDetection.ConsecutiveServerErrors = 100;
        fleet.Options.OutlierDetection.BaseEjectionTime = TimeSpan.FromMinutes(5);
        fleet.Options.OutlierDetection.MaxEjectionPercent = 0;
        fleet.Options.OutlierDetection.Enabled = false;
        fleet.Options.OutlierDetection = new OutlierDetectionOptions { Enabled = false };
        fleet.Options.FailClosed = true;
        fleet.Options.SlowStart.Window = TimeSpan.FromMinutes(1);
        fleet.Options.ActiveChecks.UseProbe(new TcpHealthProbe());
        fleet.Send(0, OutcomeKind.ServerError, 4);
        Assert.Equal(TimeSpan.FromSeconds(30), fleet.Log.Last.Duration);
        Assert.Equal(HealthState.Ejected, fleet.StateOf(0));
        fleet.Resolver.Update(EndpointSets.Descriptions(4));
        Assert.Equal([1, 1, 1], fleet.Directed.Set!.Weights);
    }

    private static IEnumerable<(string Name, Action<HealthOptions> Break)> Outlier<T>(string name, Action<OutlierDetectionOptions, T> set, params T[] values) =>
        values.Select(value => ("OutlierDetection." + name, (Action<HealthOptions>)(options => set(options.OutlierDetection, value))));

    private static IEnumerable<(string Name, Action<HealthOptions> Break)> Checks<T>(string name, Action<ActiveCheckOptions, T> set, params T[] values) =>
        values.Select(value => ("ActiveChecks." + name, (Action<HealthOptions>)(options => set(options.ActiveChecks, value))));
}
