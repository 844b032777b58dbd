using Balancing.Resolution;

namespace Balancing.Tests.Limits;

public sealed class ConcurrencyLimitOptionsTests
{
    private static readonly (string Name, string Range, Action<ConcurrencyLimitOptions> Break)[] Violations =
    [
        .. Given("MaxInFlight", "at least 1", (o, v) => o.MaxInFlight = v, 0, -1),
        .. Given("MaxInFlightPerEndpoint", "at least 1", (o, v) => o.MaxInFlightPerEndpoint = v, 0, -1),
        .. Given("MaxQueueLength", "between 0 and 1,000,000", (o, v) => o.MaxQueueLength = v, -1, 1_000_001),
        .. Given("QueueTimeout", "above 0 and at most 1 hour", (o, v) => o.QueueTimeout = v, TimeSpan.Zero, -TimeSpan.FromTicks(1), TimeSpan.FromHours(1) + TimeSpan.FromTicks(1)),
        .. Given("Adaptive.MinLimit", "at least 1", (o, v) => o.Adaptive.MinLimit = v, 0, -1),
        .. Given("Adaptive.MaxLimit", "at least MinLimit, 5", (o, v) => (o.Adaptive.MinLimit, o.Adaptive.MaxLimit) = (5, v), 4, 0),
        .. Given("Adaptive.InitialLimit", "between MinLimit, 5, and MaxLimit, 10", (o, v) => (o.Adaptive.MinLimit, o.Adaptive.MaxLimit, o.Adaptive.InitialLimit) = (5, 10, v), 4, 11),
        .. Given("Adaptive.Backoff", "between 0.1 and 0.99", (o, v) => o.Adaptive.Backoff = v, 0.09, 1, double.NaN),
        .. Given("Adaptive.MaxLatency", "above 0", (o, v) => o.Adaptive.MaxLatency = v, TimeSpan.Zero, -TimeSpan.FromTicks(1)),
    ];

    [Fact]
    public void EveryViolatedRange_NamesTheSetting_ItsValueAndTheRange() => Assert.All(Violations, violation =>
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Create(violation.Break));
        Assert.Equal(violation.Name, error.ParamName);
        Assert.NotNull(error.ActualValue);
        Assert.Contains($"{violation.Name} must be {violation.Range}.", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{error.ActualValue}", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void EverySetting_HasAViolationHere()
    {
        var tested = Violations.Select(violation => violation.Name.Split('.')[^1]).ToHashSet(StringComparer.Ordinal);
        var settings = new[] { typeof(ConcurrencyLimitOptions), typeof(AdaptiveLimitOptions) }
            .SelectMany(type => type.GetProperties())
            .Where(property => property.SetMethod is { IsPublic: true } && property.PropertyType.IsValueType && property.PropertyType != typeof(bool))
            .Select(property => property.Name);
        Assert.All(settings, setting => Assert.Contains(setting, tested));
    }

    [Fact]
    public void TheDefaults_AreValid_AndLimitNothing()
    {
        new ConcurrencyLimitOptions().Validate();
        using var cluster = Create(_ => { });
        for (var i = 0; i < 100_000; i++) cluster.Begin();
    }

    [Fact]
    public void TheEndsOfTheRanges_AreValid()
    {
        new ConcurrencyLimitOptions
        {
            MaxInFlight = 1,
            MaxInFlightPerEndpoint = 1,
            MaxQueueLength = 1_000_000,
            QueueTimeout = TimeSpan.FromHours(1),
            Adaptive = { MinLimit = 1, InitialLimit = 1, MaxLimit = 1, Backoff = 0.99, MaxLatency = TimeSpan.FromTicks(1) },
        }.Validate();
        new ConcurrencyLimitOptions { QueueTimeout = TimeSpan.FromTicks(1), Adaptive = { InitialLimit = 1000, Backoff = 0.1 } }.Validate();
    }

    [Fact]
    public async Task Options_AreFrozen_WhenTheClusterIsMade()
    {
        ConcurrencyLimitOptions? given = null;
        using var cluster = Create(options =>
        {
            given = options;
            (options.MaxInFlight, options.MaxInFlightPerEndpoint) = (2, 2);
        });
        (given!.MaxInFlight, given.MaxInFlightPerEndpoint, given.MaxQueueLength) = (1, 1, 100);
        (given.Adaptive.Enabled, given.Adaptive.InitialLimit) = (true, 1);
        given.Adaptive = new AdaptiveLimitOptions { Enabled = true, InitialLimit = 1 };
        for (var i = 0; i < 2; i++) cluster.Begin();
        Assert.Equal(NoEndpointReason.Saturated, (await Assert.ThrowsAsync<NoEndpointException>(() => cluster.BeginAsync().AsTask())).Reason);
    }

    [Fact]
    public void AFrozenCopy_SharesNothing()
    {
        var options = new ConcurrencyLimitOptions();
        var frozen = options.Frozen();
        Assert.Equal(options, frozen);
        Assert.NotSame(options, frozen);
        Assert.NotSame(options.Adaptive, frozen.Adaptive);
    }

    private static Cluster Create(Action<ConcurrencyLimitOptions> configure)
    {
        var limits = new ConcurrencyLimitOptions();
        configure(limits);
        return new Cluster("test", new StaticResolver(EndpointSets.Descriptions(1)), LoadBalancer.Random(), new ClusterOptions { ConcurrencyLimits = limits });
    }

    private static IEnumerable<(string Name, string Range, Action<ConcurrencyLimitOptions> Break)> Given<T>(string name, string range, Action<ConcurrencyLimitOptions, T> set, params T[] values) =>
        values.Select(value => (name, range, (Action<ConcurrencyLimitOptions>)(options => set(options, value))));
}
