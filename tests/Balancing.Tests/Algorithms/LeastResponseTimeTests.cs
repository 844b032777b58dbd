using Balancing.Resolution;

namespace Balancing.Tests.Algorithms;

public sealed class LeastResponseTimeTests
{
    [Fact]
    public void Pick_PrefersTheFaster()
    {
        var pool = new Pool(3);
        pool.Answer(0, 30, times: 5);
        pool.Answer(1, 10, times: 5);
        pool.Answer(2, 20, times: 5);
        for (var i = 0; i < 50; i++) Assert.Equal(1, pool.Pick());
    }

    [Fact]
    public void RequestsInFlight_CountAgainstTheFaster()
    {
        // 10 ms × (2 + 1) in the queue is as long as 30 ms × 1; a third request makes the slower one the better choice.
        var pool = new Pool(2);
        pool.Answer(0, 10, times: 5);
        pool.Answer(1, 30, times: 5);
        pool.Begin(0, 1);
        Assert.Equal(0, pool.Pick());
        pool.Begin(0, 2);
        for (var i = 0; i < 50; i++) Assert.Equal(1, pool.Pick());
    }

    [Fact]
    public void Weight_CountsForTheHeavier()
    {
        // 20 ms ÷ 3 is less than 10 ms ÷ 1.
        var pool = new Pool(1, 3);
        pool.Answer(0, 10, times: 5);
        pool.Answer(1, 20, times: 5);
        for (var i = 0; i < 50; i++) Assert.Equal(1, pool.Pick());
    }

    [Fact]
    public void UntriedEndpoint_IsTried_EvenWhereFastOnesAreIdle()
    {
        var pool = new Pool(3);
        pool.Answer(0, 10, times: 50);
        pool.Answer(1, 1_000, times: 50);
        for (var i = 0; i < 50; i++) Assert.Equal(2, pool.Pick());
    }

    [Fact]
    public void UntriedEndpoint_GetsOneRequestUntilItHasAnswered()
    {
        // Three endpoints answer in 10 ms, the fourth has never answered: of forty requests that stay outstanding it gets one.
        var pool = new Pool(4);
        for (var i = 0; i < 3; i++) pool.Answer(i, 10, times: 5);
        for (var i = 0; i < 40; i++) pool.Begin(pool.Pick(), 1);
        Assert.Equal([13, 13, 13, 1], pool.Set.Select(endpoint => endpoint.InFlight));

        // Its first answer, as fast as the others', makes it one of them.
        pool.Answer(3, 10, times: 1);
        for (var i = 0; i < 12; i++) pool.Begin(pool.Pick(), 1);
        Assert.Equal([13, 13, 13, 13], pool.Set.Select(endpoint => endpoint.InFlight));
    }

    [Fact]
    public void PoolThatHasNeverAnswered_IsSharedByRequestsInFlight()
    {
        var pool = new Pool(4);
        for (var i = 0; i < 40; i++) pool.Begin(pool.Pick(), 1);
        Assert.Equal([10, 10, 10, 10], pool.Set.Select(endpoint => endpoint.InFlight));
    }

    [Fact]
    public void StaleMeasurement_Fades_SoThatAOnceSlowEndpointGetsAnotherChance()
    {
        // 100 times slower: its estimate falls to that of the fast and idle one, which goes on answering, in 10 s · ln 100 = 46.05 s.
        var pool = new Pool(2);
        pool.Answer(0, 10, times: 50);
        pool.Answer(1, 1_000, times: 50);
        for (var second = 1; second <= 46; second++)
        {
            pool.Now += TimeSpan.FromSeconds(1);
            pool.Answer(0, 10, times: 1);
            Assert.Equal(0, pool.Pick());
        }

        pool.Now += TimeSpan.FromSeconds(0.1);
        pool.Answer(0, 10, times: 1);
        Assert.Equal(1, pool.Pick());

        // If it is as slow as ever, one answer is enough to say so; if it has recovered, one answer is enough too.
        pool.Answer(1, 1_000, times: 1);
        Assert.Equal(0, pool.Pick());
    }

    [Fact]
    public void RecoveredEndpoint_IsBelievedAtItsFirstAnswerAfterALongSilence()
    {
        var pool = new Pool(2);
        pool.Answer(0, 10, times: 50);
        pool.Answer(1, 1_000, times: 50);
        pool.Now += TimeSpan.FromSeconds(60);
        pool.Answer(0, 10, times: 1);
        pool.Answer(1, 5, times: 1);
        Assert.Equal(1, pool.Pick());
    }

    [Theory]
    [InlineData(OutcomeKind.ServerError)]
    [InlineData(OutcomeKind.GatewayError)]
    [InlineData(OutcomeKind.LocalOriginFailure)]
    [InlineData(OutcomeKind.Throttled)]
    public void FailingFast_IsNotBeingFast(OutcomeKind failure)
    {
        var pool = new Pool(2);
        pool.Answer(0, 100, times: 5);
        pool.Answer(1, 1, times: 5, failure);
        for (var i = 0; i < 50; i++) Assert.Equal(0, pool.Pick());
    }

    [Fact]
    public void FailingSlowly_IsAsSlowAsItWas()
    {
        var pool = new Pool(2);
        pool.Answer(0, 6_000, times: 5);
        pool.Answer(1, 9_000, times: 5, OutcomeKind.LocalOriginFailure);
        for (var i = 0; i < 50; i++) Assert.Equal(0, pool.Pick());
    }

    [Fact]
    public void Cancelled_CountsForNothing()
    {
        var pool = new Pool(2);
        pool.Answer(0, 10, times: 5);
        pool.Answer(1, 30, times: 5);
        pool.Answer(0, 60_000, times: 100, OutcomeKind.Cancelled);
        pool.Answer(1, 1, times: 100, OutcomeKind.Cancelled);
        for (var i = 0; i < 50; i++) Assert.Equal(0, pool.Pick());
    }

    [Fact]
    public void OneSlowAnswer_DoesNotCondemnAnEndpoint()
    {
        var pool = new Pool(2);
        pool.Answer(0, 10, times: 60);
        pool.Answer(1, 30, times: 60);
        pool.Answer(0, 10_000, times: 1);
        Assert.Equal(0, pool.Pick());
    }

    [Fact]
    public void BeyondSixtyFour_APickLooksAtASampleOfSixtyFour()
    {
        // One endpoint of 1,000 is by far the fastest. A sample of 64 holds it with probability 0.064, so of 10,000 picks 640 find it.
        const int Picks = 10_000;
        var pool = new Pool([.. Enumerable.Repeat(1.0, 1_000)]);
        for (var i = 0; i < 1_000; i++) pool.Answer(i, i == 500 ? 1 : 100, times: 1);
        var found = Enumerable.Range(0, Picks).Count(_ => pool.Pick() == 500);

        var allowed = Chance.Deviation(Picks, 0.064, 1);
        Assert.InRange(found, 640 - allowed, 640 + allowed);
    }

    [Fact]
    public void UpToSixtyFour_APickLooksAtAll()
    {
        var pool = new Pool([.. Enumerable.Repeat(1.0, 64)]);
        for (var i = 0; i < 64; i++) pool.Answer(i, i == 63 ? 1 : 100, times: 1);
        for (var i = 0; i < 50; i++) Assert.Equal(63, pool.Pick());
    }

    [Fact]
    public void WhatWasLearned_SurvivesARebuild_AndAChangeOfStrategy()
    {
        var clock = new FakeTimeProvider();
        var resolver = new PushResolver(EndpointSets.Descriptions(2));
        using var cluster = new Cluster("test", resolver, LoadBalancer.LeastResponseTime(), new ClusterOptions { TimeProvider = clock });
        var slow = cluster.Endpoints[0];
        for (var i = 0; i < 10; i++)
        {
            var attempt = cluster.Begin();
            attempt.Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(attempt.Endpoint == slow ? 500 : 5));
        }

        resolver.Update(EndpointSets.Descriptions([1, 1, 0]));
        cluster.LoadBalancer = LoadBalancer.RoundRobin();
        cluster.LoadBalancer = LoadBalancer.LeastResponseTime();

        for (var i = 0; i < 50; i++)
        {
            var attempt = cluster.Begin();
            Assert.NotSame(slow, attempt.Endpoint);
            attempt.Complete(OutcomeKind.Cancelled);
        }
    }

    /// <summary>A picker whose clock and history the test writes.</summary>
    private sealed class Pool
    {
        private readonly IEndpointPicker _picker;

        public Pool(int count)
            : this([.. Enumerable.Repeat(1.0, count)])
        {
        }

        public Pool(params double[] weights)
        {
            Set = EndpointSets.Weighted(weights);
            _picker = LoadBalancer.LeastResponseTime().CreatePicker(Set);
        }

        public EndpointSet Set { get; }

        public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

        public int Pick() => Array.IndexOf(Set.Endpoints, _picker.Pick(new PickContext { Now = Now }));

        public void Begin(int index, int requests)
        {
            for (var i = 0; i < requests; i++) Set[index].BeginRequest();
        }

        public void Answer(int index, double milliseconds, int times, OutcomeKind kind = OutcomeKind.Success)
        {
            var outcome = new RequestOutcome { Kind = kind, Latency = TimeSpan.FromMilliseconds(milliseconds), Now = Now };
            for (var i = 0; i < times; i++) _picker.OnCompleted(Set[index], in outcome);
        }
    }
}
