using System.Collections;

namespace Balancing.Tests.Resolution;

/// <summary>A resolver changes a list after it has reported it, which it must not: that harms neither its own loop nor the process.</summary>
public sealed class ChangedListTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingObserver _observer = new();
    private readonly HandResolver _resolver = new();

    [Fact]
    public void WhoReportsIt_IsNotHurt_AndTheNextListIsTaken()
    {
        using var cluster = Create();
        _resolver.Listener!.OnResolved(EndpointSets.Descriptions(2));
        _resolver.Listener.OnResolved(new ChangedList(3));
        Assert.Equal(2, cluster.Endpoints.Count);
        Assert.Contains("resolver failed", _observer.Events);

        _resolver.Listener.OnFailed(new IOException("down"));
        _resolver.Listener.OnResolved(EndpointSets.Descriptions(4));
        Assert.Equal(4, cluster.Endpoints.Count);
    }

    [Fact]
    public void ALongOne_DoesNotThrowOnTheTimersThread()
    {
        using var cluster = Create();
        _resolver.Listener!.OnResolved(EndpointSets.Descriptions(2_000));
        _resolver.Listener.OnResolved(new ChangedList(2_001));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("resolver failed", _observer.Events);
        Assert.Equal(2_000, cluster.Endpoints.Count);
    }

    private Cluster Create() => new("test", _resolver, LoadBalancer.RoundRobin(), new ClusterOptions { TimeProvider = _clock, Observer = _observer, MaxStaleAge = TimeSpan.FromHours(1) });

    private sealed class HandResolver : IEndpointResolver
    {
        public IEndpointListener? Listener { get; private set; }

        public IDisposable Subscribe(IEndpointListener listener)
        {
            Listener = listener;
            return new CancellationTokenSource();
        }
    }

    /// <summary>Can be read once; then it has been changed by another thread, as List says it.</summary>
    private sealed class ChangedList(int count) : IReadOnlyList<EndpointDescription>
    {
        private int _readings;

        public int Count => count;

        public EndpointDescription this[int index] => EndpointSets.Descriptions(count)[index];

        public IEnumerator<EndpointDescription> GetEnumerator() =>
            _readings++ == 0 ? EndpointSets.Descriptions(count).AsEnumerable().GetEnumerator() : throw new InvalidOperationException("Collection was modified.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
