using Balancing.Resolution;

namespace Balancing.Tests.Hashing;

/// <summary>Nobody has more than its share of the requests in flight times the factor, rounded up, while there is anybody else.</summary>
public sealed class BoundedLoadTests
{
    public static TheoryData<string, int> Pools
    {
        get
        {
            var pools = new TheoryData<string, int>();
            foreach (var strategy in Hashed.Names)
            {
                foreach (var count in new[] { 1, 2, 7, 64, 65, 150 }) pools.Add(strategy, count);
            }

            return pools;
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void NobodyHasMoreThanTheBound_WhateverKeysCome(string strategy, int count)
    {
        foreach (var factor in new[] { 1.01, 1.25, 3 })
        {
            var set = EndpointSets.Weighted(Enumerable.Range(0, count).Select(i => 1.0 + (i % 3)));
            var weight = set.Weights.ToArray().Sum();
            var picker = Hashed.Strategy(strategy, new HashingOptions { LoadFactor = factor }).CreatePicker(set);
            var random = new Random(1);
            var running = new List<Endpoint>();
            for (var request = 0; request < 3_000; request++)
            {
                // Every other request has the same key. One of three that begin has ended before; time goes on, so that sums of many are taken anew.
                var endpoint = picker.Pick(Hashed.Context(random.Next(2) * random.Next(1_000), now: TimeSpan.FromMilliseconds(request)));
                Assert.True(endpoint.InFlight < Math.Ceiling(factor * (running.Count + 1) * (endpoint.Weight / weight)));
                endpoint.BeginRequest();
                running.Add(endpoint);
                if (random.Next(3) > 0) continue;
                var ended = random.Next(running.Count);
                running[ended].EndRequest();
                running.RemoveAt(ended);
            }
        }
    }

    /// <summary>The sum is old by 100 requests, and by it nobody has room. By the true one somebody has.</summary>
    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void AnOldSum_IsTakenAnew_BeforeTheBoundIsGivenUp(string strategy)
    {
        var set = EndpointSets.Equal(100);
        var picker = Hashed.Strategy(strategy, new HashingOptions { LoadFactor = 1.25 }).CreatePicker(set);
        for (var request = 0; request < 1_000; request++)
        {
            var endpoint = picker.Pick(Hashed.Context(0));
            Assert.True(endpoint.InFlight < Math.Ceiling(1.25 * (request + 1) / 100));
            endpoint.BeginRequest();
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void APickerThatIsMadeUnderLoad_KnowsTheLoad(string strategy)
    {
        var set = EndpointSets.Equal(100);
        foreach (var endpoint in set.Skip(1))
        {
            for (var i = 0; i < 3; i++) endpoint.BeginRequest();
        }

        // ⌈1.25 · 298 / 100⌉ = 4: everybody has room. By a sum of 0 only the idle one would.
        var bounded = Hashed.Strategy(strategy, new HashingOptions { LoadFactor = 1.25 }).CreatePicker(set);
        var free = Hashed.Strategy(strategy).CreatePicker(set);
        for (var key = 0; key < 200; key++) Assert.Same(free.Pick(Hashed.Context(key)), bounded.Pick(Hashed.Context(key)));
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void AHotKey_SpreadsInItsOwnOrder_AndTheOthersStay(string strategy)
    {
        var set = EndpointSets.Equal(10);
        var bounded = Hashed.Strategy(strategy, new HashingOptions { LoadFactor = 1.5 }).CreatePicker(set);
        var free = Hashed.Strategy(strategy).CreatePicker(set);
        var full = new TriedEndpoints();
        for (var request = 0; request < 1_001; request++)
        {
            var endpoint = bounded.Pick(Hashed.Context(0));
            if (endpoint != full.Last && !full.Contains(endpoint))
            {
                // As a retry would go on.
                Assert.Same(free.Pick(Hashed.Context(0, full)), endpoint);
                full.Add(endpoint);
            }

            endpoint.BeginRequest();
        }

        // ⌈1.5 · 1,001 / 10⌉, and for the next one, too: seven of ten are enough for all of them.
        const int Bound = 151;
        Assert.All(set, endpoint => Assert.InRange(endpoint.InFlight, 0, Bound));
        Assert.Contains(set, endpoint => endpoint.InFlight == Bound);
        Assert.Equal(7, set.Count(endpoint => endpoint.InFlight > 0));
        for (var key = 1; key < 500; key++)
        {
            var home = free.Pick(Hashed.Context(key));
            if (home.InFlight < Bound) Assert.Same(home, bounded.Pick(Hashed.Context(key)));
            else Assert.NotSame(home, bounded.Pick(Hashed.Context(key)));
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void AFullEndpoint_PassesItsKeysToTheirNextChoice(string strategy)
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(4)), Hashed.Strategy(strategy), new ClusterOptions { ConcurrencyLimits = limits });
        var free = Hashed.Strategy(strategy).CreatePicker(new EndpointSet(cluster.Endpoints));
        for (var key = 0; key < 100; key++)
        {
            var tried = new TriedEndpoints();
            var attempts = new List<Attempt>();
            for (var i = 0; i < 4; i++)
            {
                attempts.Add(cluster.Begin(Hashed.Context(key).Affinity));
                Assert.Same(free.Pick(Hashed.Context(key, tried)), attempts[i].Endpoint);
                tried.Add(attempts[i].Endpoint);
            }

            Assert.Throws<NoEndpointException>(() => cluster.Begin(Hashed.Context(key).Affinity));
            attempts.ForEach(attempt => attempt.Complete(OutcomeKind.Success));
        }
    }

    [Theory]
    [MemberData(nameof(Hashed.Strategies), MemberType = typeof(Hashed))]
    public void Threads_ExceedTheBoundByNoMoreThanThemselves(string strategy)
    {
        const int Threads = 4;
        var set = EndpointSets.Equal(8);
        var picker = Hashed.Strategy(strategy, new HashingOptions { LoadFactor = 1.25 }).CreatePicker(set);
        ThreadTeam.Run(Threads, _ =>
        {
            for (var request = 0; request < 1_000; request++) picker.Pick(Hashed.Context(request % 3)).BeginRequest();
        });

        Assert.Equal(Threads * 1_000, set.Sum(endpoint => endpoint.InFlight));
        Assert.All(set, endpoint => Assert.InRange(endpoint.InFlight, 0, (1.25 * 4_000 / 8) + Threads));
    }
}
