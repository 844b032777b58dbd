using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

/// <summary>A source that fails: what is known stays in use, the observer is told once per state, and a list may become too old.</summary>
public sealed class EndpointFeedTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingObserver _observer = new();
    private readonly PushResolver _resolver = new();
    private Cluster? _cluster;

    public void Dispose() => _cluster?.Dispose();

    [Fact]
    public void TheObserver_IsToldOncePerState()
    {
        Create(null);
        for (var i = 0; i < 3; i++) _resolver.Fail(new InvalidOperationException("down"));
        for (var i = 0; i < 3; i++) _resolver.Update(Array.Empty<EndpointDescription>());
        _resolver.Fail(new InvalidOperationException("down"));
        _resolver.Update("http://a");
        _resolver.Update("http://a");
        _resolver.Fail(new InvalidOperationException("down"));
        Assert.Equal(["+2 -0", "resolver failed", "empty list", "resolver failed", "recovered", "+0 -1", "resolver failed"], _observer.Events);
    }

    [Fact]
    public void WithoutAnAge_AListIsNeverTooOld()
    {
        var cluster = Create(null);
        _resolver.Fail(new InvalidOperationException("down"));
        _clock.Advance(TimeSpan.FromDays(1_000));
        Assert.NotNull(cluster.Begin().Endpoint);
    }

    [Fact]
    public void ASourceThatIsSilent_MayBeSoForAsLongAsItLikes()
    {
        var cluster = Create(Hour);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(cluster.Begin().Endpoint);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheAge_CountsFromTheFirstFailure_AndANewListEndsIt(bool empty)
    {
        var cluster = Create(Hour);
        _clock.Advance(2 * Hour);
        Fail();
        _clock.Advance(Hour / 2);
        Fail();
        _clock.Advance((Hour / 2) - TimeSpan.FromSeconds(1));
        Assert.NotNull(cluster.Begin().Endpoint);

        _clock.Advance(TimeSpan.FromSeconds(2));
        var thrown = Assert.Throws<NoEndpointException>(() => cluster.Begin());
        Assert.Equal(NoEndpointReason.ListExpired, thrown.Reason);
        Assert.Equal(empty, thrown.InnerException is null);
        Assert.Empty(cluster.Endpoints);
        Fail();

        _resolver.Update("http://b", "http://a");
        Assert.NotNull(cluster.Begin().Endpoint);
        Assert.Equal(["+2 -0", empty ? "empty list" : "resolver failed", "+0 -2", "expired", "recovered", "+2 -0"], _observer.Events);

        void Fail()
        {
            if (empty) _resolver.Update(Array.Empty<EndpointDescription>());
            else _resolver.Fail(new InvalidOperationException("down"));
        }
    }

    [Fact]
    public void AGoodReport_BetweenFailures_BeginsTheTimeAnew()
    {
        var cluster = Create(Hour);
        for (var i = 0; i < 5; i++)
        {
            _resolver.Fail(new InvalidOperationException("down"));
            _clock.Advance(Hour / 2);
            _resolver.Update("http://a", "http://b");
        }

        Assert.NotNull(cluster.Begin().Endpoint);
    }

    [Fact]
    public void WithoutAListYet_ThereIsNothingToExpire()
    {
        using var cluster = new Cluster("test", new PushResolver(), LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _clock, MaxStaleAge = Hour });
        _resolver.Fail(new InvalidOperationException("down"));
        _clock.Advance(2 * Hour);
        Assert.Equal(NoEndpointReason.NoneKnown, Assert.Throws<NoEndpointException>(() => cluster.Begin()).Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(20_000)]
    public void AnAgeOutsideItsRange_IsRefused(int days) =>
        Assert.Contains("MaxStaleAge", Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterOptions { MaxStaleAge = TimeSpan.FromDays(days) }).Message, StringComparison.Ordinal);

    private Cluster Create(TimeSpan? maxStaleAge)
    {
        _resolver.Update("http://a", "http://b");
        return _cluster = new Cluster("test", _resolver, LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _clock, Observer = _observer, MaxStaleAge = maxStaleAge });
    }
}
