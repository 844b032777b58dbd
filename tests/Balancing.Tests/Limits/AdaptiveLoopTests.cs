using Balancing.Resolution;

namespace Balancing.Tests.Limits;

/// <summary>Clients with adaptive limits, which always have requests to send, and a server that bears so many at a time and refuses the rest.</summary>
public sealed class AdaptiveLoopTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(200)]
    public void TheLimit_SettlesAroundWhatTheServerBears(int capacity)
    {
        // Here all answers of a round come at once, so half of them find less than half of the limit in flight, and a round is worth ½: from 20 it takes less
        // than 2 · capacity rounds to get there. Then it is a saw: it grows to the first number that is too much, capacity + 1 (and by the answers of
        // that round, one more), and falls to 0.9 of that. So 0.9 · capacity to capacity + 2, and one less for whole numbers.
        using var client = Client();
        for (var round = 0; round < 2 * capacity; round++) Round(capacity, client);
        var served = 0;
        for (var round = 0; round < 500; round++)
        {
            Assert.InRange(client.Endpoints[0].MaxInFlight, (0.9 * capacity) - 1, capacity + 2);
            served += Round(capacity, client)[0].Served;
        }

        // The mean of the saw is 0.95 of the capacity.
        Assert.InRange(served, 0.9 * capacity * 500, capacity * 500);
    }

    [Fact]
    public void TheLimit_FollowsTheServer()
    {
        using var client = Client();
        foreach (var capacity in new[] { 100, 10, 60 })
        {
            for (var round = 0; round < 300; round++) Round(capacity, client);
            Assert.InRange(client.Endpoints[0].MaxInFlight, (0.9 * capacity) - 1, capacity + 2);
        }
    }

    /// <summary>
    /// Chiu and Jain: additive increase moves both clients along a line of 45°, multiplicative decrease towards the origin, so their ratio goes to 1. Here the
    /// server refuses whom it likes, so the larger client is cut more often, but not each time: shares go up and down around the half.
    /// </summary>
    [Theory]
    [InlineData(1, 90)]
    [InlineData(60, 3)]
    [InlineData(20, 20)]
    public void TwoClients_ShareTheServerFairly_WhereverTheyBegin(int first, int second)
    {
        const int Capacity = 100;
        const int Rounds = 4_000;
        using var one = Client(first);
        using var other = Client(second);
        for (var round = 0; round < 400; round++) Round(Capacity, one, other);
        var (ofOne, ofBoth) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var shares = Round(Capacity, one, other);
            ofOne += shares[0].Served;
            ofBoth += shares[0].Served + shares[1].Served;
        }

        // The mean share, over some hundred cuts, is a half to within a tenth of it; what the server bears is used to nine tenths.
        Assert.InRange((double)ofOne / ofBoth, 0.45, 0.55);
        Assert.InRange(ofBoth, 0.9 * Capacity * Rounds, Capacity * Rounds);
    }

    [Fact]
    public void ALimitThatIsGiven_CapsTheOneThatAdapts_AndTheFirstCutIsFelt()
    {
        using var client = Client(limits: new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 10 });
        for (var round = 0; round < 200; round++) Assert.Equal(10, Round(1_000, client)[0].Served);
        Round(9, client);
        Assert.Equal(9, client.Endpoints[0].MaxInFlight);
    }

    [Fact]
    public void TheClientsLimit_CapsItToo()
    {
        using var client = Client(limits: new ConcurrencyLimitOptions { MaxInFlight = 10 });
        for (var round = 0; round < 200; round++) Assert.Equal(10, Round(1_000, client)[0].Served);
        Round(9, client);
        Assert.Equal(9, client.Endpoints[0].MaxInFlight);
    }

    [Fact]
    public async Task ALimitThatGrows_LetsInWhoWaits()
    {
        var limits = new ConcurrencyLimitOptions { MaxQueueLength = 10 };
        using var client = Client(initial: 1, limits: limits);
        var running = client.Begin();
        var waiting = Enumerable.Range(0, 2).Select(_ => client.BeginAsync().AsTask()).ToList();
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        running.Complete(OutcomeKind.Success);
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((2, 2), (client.Endpoints[0].MaxInFlight, client.Endpoints[0].InFlight));
    }

    /// <summary>All send what they may; 10 ms later the server has answered as many as it bears, and refused the rest, whosever they are.</summary>
    private (int Served, int Refused)[] Round(int capacity, params Cluster[] clients)
    {
        var requests = new List<(int Client, Attempt Attempt)>();
        foreach (var (number, client) in clients.Index())
        {
            while (TryBegin(client) is { } attempt) requests.Add((number, attempt));
        }

        var shuffled = requests.ToArray();
        _random.Shuffle(shuffled);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        var counts = new (int Served, int Refused)[clients.Length];
        for (var i = 0; i < shuffled.Length; i++)
        {
            var (client, attempt) = shuffled[i];
            if (i < capacity) counts[client].Served++;
            else counts[client].Refused++;
            attempt.Complete(i < capacity ? OutcomeKind.Success : OutcomeKind.GatewayError);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        return counts;
    }

    private static Attempt? TryBegin(Cluster client)
    {
        try
        {
            return client.Begin();
        }
        catch (NoEndpointException)
        {
            return null;
        }
    }

    private Cluster Client(int initial = 20, ConcurrencyLimitOptions? limits = null)
    {
        limits ??= new ConcurrencyLimitOptions();
        (limits.Adaptive.Enabled, limits.Adaptive.InitialLimit) = (true, initial);
        return new Cluster("client", new StaticResolver(EndpointSets.Descriptions(1)), LoadBalancer.Random(), new ClusterOptions { ConcurrencyLimits = limits, TimeProvider = _clock, Health = HealthOptions.None() });
    }
}
