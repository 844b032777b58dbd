using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class AdaptiveTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    public void OneRequestAfterTheOther_IsSpread_OverEqualServers(int count)
    {
        using var servers = SimulatedServers.Equal(count);
        AssertSpread(servers.SendInTurn(count * 50), 50);
        servers.Spread = 0.5;
        AssertSpread(servers.SendInTurn(count * 200), 200);
    }

    [Fact]
    public void ThatOneServerWasSlow_DoesNotKeepRequests_FromBeingSpread()
    {
        using var servers = SimulatedServers.Equal(5);
        servers.Milliseconds[0] = 500;
        var whileSlow = servers.SendInTurn(4_000);
        Assert.True(whileSlow[0] < 400, $"{whileSlow[0]} of 4,000 to the slow one");
        AssertSpread(whileSlow[1..], (4_000 - whileSlow[0]) / 4.0);

        servers.Milliseconds[0] = 10;
        servers.SendInTurn(1_000);
        AssertSpread(servers.SendInTurn(1_000), 200);
    }

    [Fact]
    public void ManyThreadsBefore_DoNotKeepRequests_FromBeingSpread()
    {
        using var servers = SimulatedServers.Equal(5);
        ThreadTeam.Run(4, _ =>
        {
            for (var i = 0; i < 20_000; i++) servers.Cluster.Begin().Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(10));
        });
        servers.SendInTurn(200);
        AssertSpread(servers.SendInTurn(1_000), 200);
    }

    [Fact]
    public void ServersThatComeAndGo_DoNotKeepRequests_FromBeingSpread()
    {
        using var servers = SimulatedServers.Equal(10);
        for (var i = 0; i < 30; i++)
        {
            // One is away, another is back: weight 0 takes it out of the choice.
            servers.Update([.. Enumerable.Range(0, 10).Select(index => index == i % 10 ? 0.0 : 1)]);
            servers.SendInTurn(100);
        }

        servers.Update([.. Enumerable.Repeat(1.0, 10)]);
        servers.SendInTurn(100);
        AssertSpread(servers.SendInTurn(1_000), 100);
    }

    [Fact]
    public void FewRequests_GoByWeight()
    {
        using var servers = new SimulatedServers(1, 2, 5);
        var counts = servers.SendInTurn(4_000);
        Assert.InRange(counts[0], 500 * 0.9, 500 * 1.1);
        Assert.InRange(counts[1], 1_000 * 0.9, 1_000 * 1.1);
        Assert.InRange(counts[2], 2_500 * 0.9, 2_500 * 1.1);
    }

    [Fact]
    public void ManyRequests_GoByWeight()
    {
        // 80 in flight, of which 10, 20 and 50 are expected. What a client prefers, and what it takes for slow by chance, are some tenths in ln(q ÷ w + 1), so up to a half more or less.
        using var servers = new SimulatedServers(1, 2, 5);
        Array.Fill(servers.Milliseconds, 40);
        servers.Spread = 0.5;
        servers.Send(2, 0.5);
        var counts = servers.Send(4, 0.5);
        for (var i = 0; i < 3; i++) Assert.InRange(counts[i] / 8_000.0, new[] { 1, 2, 5 }[i] / 8.0 / 2, new[] { 1, 2, 5 }[i] / 8.0 * 2);
    }

    [Fact]
    public void ASlowServer_GetsLess()
    {
        // Of 1,000 a second; ten times slower than the three others.
        using var servers = SimulatedServers.Equal(4);
        servers.Milliseconds[2] = 100;
        servers.Spread = 0.5;
        servers.Send(1, 1);
        var counts = servers.Send(4, 1);
        Assert.InRange(counts[2], 1, 4_000 / 12);
    }

    [Fact]
    public void AServerThatRecovers_HasItsShareAgain_WithinAMinute()
    {
        using var servers = SimulatedServers.Equal(4);
        servers.Spread = 0.5;
        servers.Milliseconds[2] = 300;
        var slow = servers.Send(30, 2);
        Assert.True(slow[2] < 15_000 / 20, $"{slow[2]} of 15,000");

        servers.Milliseconds[2] = 10;
        servers.Send(50, 2);
        Assert.InRange(servers.Send(10, 2)[2], 5_000 / 8, 5_000 / 2);
    }

    [Theory]
    [InlineData(OutcomeKind.ServerError)]
    [InlineData(OutcomeKind.GatewayError)]
    [InlineData(OutcomeKind.LocalOriginFailure)]
    [InlineData(OutcomeKind.Throttled)]
    public void FailingFast_DrawsNoTraffic(OutcomeKind kind)
    {
        using var servers = SimulatedServers.Equal(4);
        Array.Fill(servers.Milliseconds, 20);
        servers.Send(2, 1);
        (servers.Milliseconds[1], servers.Kinds[1]) = (1, kind);
        var counts = servers.Send(10, 1);
        Assert.True(counts[1] < 10_000 / 100, $"{counts[1]} of 10,000 requests to a server that fails");

        // And it is back soon after it has stopped.
        (servers.Milliseconds[1], servers.Kinds[1]) = (20, OutcomeKind.Success);
        servers.Send(60, 1);
        Assert.InRange(servers.Send(5, 1)[1], 5_000 / 8, 5_000 / 2);
    }

    [Fact]
    public void AServerThatFailsFromTheStart_DrawsNoTraffic()
    {
        using var servers = SimulatedServers.Equal(3);
        (servers.Milliseconds[0], servers.Kinds[0]) = (1, OutcomeKind.ServerError);
        var counts = servers.SendInTurn(3_000);
        Assert.True(counts[0] < 3_000 / 20, $"{counts[0]} of 3,000");
    }

    [Fact]
    public void AServerThatGoesQuiet_IsAvoided_BeforeAnyTimeout()
    {
        // Nothing ever ends there: no failure, no latency, only requests in flight that grow old. By the count alone it would be given one for each that the fullest other has.
        using var servers = SimulatedServers.Equal(4);
        servers.Send(2, 1);
        servers.Milliseconds[3] = double.PositiveInfinity;
        var first = servers.Send(1, 1)[3];
        var later = servers.Send(9, 1)[3];
        Assert.InRange(first, 1, 20);
        Assert.InRange(later, 0, 5);
    }

    [Fact]
    public void AServerThatGoesQuiet_IsAvoided_WhereRequestsAreFew()
    {
        using var servers = SimulatedServers.Equal(4);
        servers.Send(2, 20);
        servers.Milliseconds[3] = double.PositiveInfinity;
        Assert.InRange(servers.Send(60, 20)[3], 1, 6);
    }

    [Fact]
    public void ARebuild_ForgetsNothing()
    {
        using var servers = SimulatedServers.Equal(4);
        servers.Milliseconds[0] = 300;
        servers.SendInTurn(400);
        servers.Update(1, 1, 1, 1.5);
        servers.Cluster.LoadBalancer = LoadBalancer.RoundRobin();
        servers.Cluster.LoadBalancer = LoadBalancer.Adaptive();
        Assert.InRange(servers.SendInTurn(100)[0], 0, 5);
    }

    [Fact]
    public void RequestsThatBeganBeforeARebuild_AreCountedOut()
    {
        using var servers = SimulatedServers.Equal(4);
        Array.Fill(servers.Milliseconds, 2_000);
        servers.Send(1, 5);
        servers.Update(1, 1, 1, 1.5);
        servers.Wait(60_000);
        AssertAtRest(servers);
    }

    [Fact]
    public void TheFirstAnswer_WhateverItsLatency_SaysNothing()
    {
        // There is nothing to compare it with.
        foreach (var milliseconds in new[] { 0.1, 1, 10, 5_000 })
        {
            using var servers = SimulatedServers.Equal(5);
            Array.Fill(servers.Milliseconds, milliseconds);
            AssertSpread(servers.SendInTurn(30), 6);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    public void Requests_AllocateNothing_HoweverTheyEnd(double a, double b)
    {
        using var servers = new SimulatedServers(a, b, a, b);
        var least = Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 6_000; i++) servers.Cluster.Begin().Complete((OutcomeKind)(i / 4 % 6), TimeSpan.FromMilliseconds(3));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(200)]
    public void UnderManyThreads_NothingIsLeftWaiting_AndCostsAreNumbers(int count)
    {
        using var servers = new SimulatedServers([.. Enumerable.Range(0, count).Select(i => 1.0 + (i % 3))]);
        ThreadTeam.Run(4, thread =>
        {
            var (random, pending) = (new Random(thread), new Queue<Attempt>());
            for (var i = 0; i < 5_000; i++)
            {
                if (thread == 0 && i % 50 == 0) servers.Update([.. Enumerable.Range(0, count).Select(index => 1.0 + ((index + i) % 3))]);
                pending.Enqueue(servers.Cluster.Begin());
                if (pending.Count > random.Next(20)) pending.Dequeue().Complete((OutcomeKind)random.Next(6), TimeSpan.FromMilliseconds(random.Next(30)));
            }

            while (pending.TryDequeue(out var attempt)) attempt.Complete(OutcomeKind.Success, TimeSpan.Zero);
        });
        AssertAtRest(servers);
    }

    /// <summary>Each between half and double its share.</summary>
    private static void AssertSpread(int[] counts, double share) =>
        Assert.True(counts.All(count => count >= share / 2 && count <= share * 2), $"{string.Join(' ', counts)}, of which each should be about {share}");

    /// <summary>A day later nothing is left of anything but requests that are still counted as waiting.</summary>
    private static void AssertAtRest(SimulatedServers servers)
    {
        var pool = new AdaptivePool(1);
        foreach (var endpoint in servers.Cluster.Endpoints)
        {
            Assert.Equal(0, endpoint.InFlight);
            Assert.InRange(AdaptiveEstimate.Of(endpoint).Cost(TimeSpan.FromDays(1), pool), -0.01, 0.01);
            Assert.False(double.IsNaN(AdaptiveEstimate.Of(endpoint).Lead(pool)));
        }
    }
}
