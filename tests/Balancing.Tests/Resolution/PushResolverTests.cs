using System.Collections.Concurrent;
using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class PushResolverTests
{
    [Fact]
    public async Task Subscriber_WaitsForTheFirstList_AndHasItWhenUpdateReturns()
    {
        var resolver = new PushResolver();
        var listener = new RecordingListener();
        using var subscription = resolver.Subscribe(listener);
        Assert.Equal(0, listener.Unread);

        resolver.Update("http://a", "http://b");

        Assert.Equal(1, listener.Unread);
        Assert.Equal(2, (await listener.NextAsync()).Endpoints!.Count);
    }

    [Fact]
    public async Task LateSubscriber_GetsTheLatestList_AndNobodyGetsItTwice()
    {
        var resolver = new PushResolver(EndpointSets.Descriptions(1));
        RecordingListener early = new(), late = new();
        using var first = resolver.Subscribe(early);
        resolver.Update(EndpointSets.Descriptions(3));
        using var second = resolver.Subscribe(late);

        Assert.Equal(3, (await late.NextAsync()).Endpoints!.Count);
        Assert.Single((await early.NextAsync()).Endpoints!);
        Assert.Equal(3, (await early.NextAsync()).Endpoints!.Count);
        Assert.Equal(0, early.Unread + late.Unread);
    }

    [Fact]
    public void Unsubscribed_GetsNothingMore()
    {
        var resolver = new PushResolver();
        RecordingListener gone = new(), stays = new();
        var subscription = resolver.Subscribe(gone);
        using var other = resolver.Subscribe(stays);
        subscription.Dispose();
        subscription.Dispose();

        resolver.Update("http://a");
        resolver.Fail(new InvalidOperationException("down"));

        Assert.Equal(0, gone.Unread);
        Assert.Equal(2, stays.Unread);
    }

    [Fact]
    public async Task Failure_ReachesEverySubscriber()
    {
        var resolver = new PushResolver();
        var listener = new RecordingListener();
        using var subscription = resolver.Subscribe(listener);
        var error = new InvalidOperationException("down");
        resolver.Fail(error);
        Assert.Same(error, (await listener.NextAsync()).Error);
    }

    [Fact]
    public void ConcurrentUpdates_NeverOvertakeEachOther_AndTheLastOneWins()
    {
        // Each thread counts up. Deliveries may skip lists, but no thread's lists come out of order, and what stands last is one of the last.
        const int Threads = 4;
        const int Updates = 3_000;
        var resolver = new PushResolver();
        var seen = new OrderedListener();
        using var subscription = resolver.Subscribe(seen);
        ThreadTeam.Run(Threads, thread =>
        {
            for (var update = 1; update <= Updates; update++) resolver.Update(new EndpointDescription($"http://t{thread}") { Weight = update });
        });

        var lists = seen.Lists.ToArray();
        for (var thread = 0; thread < Threads; thread++)
        {
            var own = lists.Where(list => string.Equals(list.Address.Host, $"t{thread}", StringComparison.Ordinal)).Select(list => list.Weight).ToArray();
            Assert.Equal(own.Order(), own);
        }

        var late = new OrderedListener();
        using var another = resolver.Subscribe(late);
        Assert.Equal(Updates, lists[^1].Weight);
        Assert.Equal(late.Lists.Single(), lists[^1]);
        Assert.False(seen.Overlapped, "Two deliveries ran at a time.");
    }

    [Fact]
    public void SubscribingAndUpdatingAtOnce_LeavesEverySubscriberWithTheLastList()
    {
        var resolver = new PushResolver();
        var listeners = new ConcurrentQueue<OrderedListener>();
        ThreadTeam.Run(4, thread =>
        {
            for (var i = 1; i <= 300; i++)
            {
                if (thread == 0)
                {
                    resolver.Update(new EndpointDescription("http://a") { Weight = i });
                    continue;
                }

                var listener = new OrderedListener();
                listeners.Enqueue(listener);
                resolver.Subscribe(listener);
            }
        });

        Assert.All(listeners, listener => Assert.Equal(300, listener.Lists.Last().Weight));
    }

    private sealed class OrderedListener : IEndpointListener
    {
        private int _inside;

        public ConcurrentQueue<EndpointDescription> Lists { get; } = new();

        public bool Overlapped { get; private set; }

        public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
        {
            Overlapped |= Interlocked.Increment(ref _inside) > 1;
            Lists.Enqueue(endpoints[0]);
            Interlocked.Decrement(ref _inside);
        }

        public void OnFailed(Exception error)
        {
        }
    }
}
