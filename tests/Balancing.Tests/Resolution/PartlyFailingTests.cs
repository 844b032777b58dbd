using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

/// <summary>Of several sources one fails: what the others say is used, and is no sign that the failure is over.</summary>
public sealed class PartlyFailingTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingObserver _observer = new();
    private readonly PushResolver _failing = new("http://a1", "http://a2");
    private readonly PushResolver _good = new("http://b");
    private Cluster? _cluster;

    public void Dispose() => _cluster?.Dispose();

    [Fact]
    public void AReportOfAnother_IsNoRecovery()
    {
        var cluster = Create(Resolvers.Merge(_failing, _good));
        for (var i = 0; i < 3; i++)
        {
            _failing.Fail(new IOException("down"));
            _good.Update($"http://b{i}");
        }

        Assert.Equal(["a1", "a2", "b2"], Hosts(cluster));
        _failing.Update("http://a3");
        Assert.Equal(["a3", "b2"], Hosts(cluster));
        Assert.Equal(["+3 -0", "resolver failed", "+1 -1", "+1 -1", "+1 -1", "recovered", "+1 -2"], _observer.Events);
    }

    [Fact]
    public void AListThatIsTooOld_IsNotBroughtBackByAnother()
    {
        var cluster = Create(Resolvers.Merge(_failing, _good));
        _failing.Fail(new IOException("down"));
        _clock.Advance(Hour / 2);
        _good.Update("http://c");
        _clock.Advance((Hour / 2) + TimeSpan.FromSeconds(1));
        Assert.Equal(["c"], Hosts(cluster));

        _good.Update("http://d");
        Assert.Equal(["d"], Hosts(cluster));
        _failing.Update("http://a1");
        Assert.Equal(["a1", "d"], Hosts(cluster));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backups_AreNotTooOld_BecauseWhatIsBeforeThemIs(bool filtered)
    {
        var first = new PushResolver("http://z");
        var resolver = Resolvers.Prioritize(first, Resolvers.Merge(_failing, new PushResolver("http://c")), _good);
        var cluster = Create(filtered ? resolver.Where(endpoint => endpoint.Address.Host != "c") : resolver);
        first.Fail(new IOException("down"));
        _failing.Fail(new IOException("down"));
        _failing.Fail(new IOException("down"));
        _clock.Advance(Hour + TimeSpan.FromSeconds(1));

        Assert.Equal(filtered ? ["b"] : ["b", "c"], Hosts(cluster));
        Assert.Equal(filtered ? "b" : "c", cluster.Begin().Endpoint.Address.Host);
        Assert.Contains("expired", _observer.Events);
    }

    [Fact]
    public void WhereAllFail_TheirListExpires()
    {
        var cluster = Create(Resolvers.Prioritize(_failing, _good));
        _failing.Fail(new IOException("down"));
        _good.Fail(new IOException("down, too"));
        _clock.Advance(Hour + TimeSpan.FromSeconds(1));
        Assert.Equal(NoEndpointReason.ListExpired, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);

        _good.Update("http://b");
        Assert.Equal(["b"], Hosts(cluster));
    }

    private static string[] Hosts(Cluster cluster) => [.. cluster.Endpoints.Select(endpoint => endpoint.Address.Host).Order(StringComparer.Ordinal)];

    private Cluster Create(IEndpointResolver resolver) =>
        _cluster = new Cluster("test", resolver, LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _clock, Observer = _observer, MaxStaleAge = Hour });
}
