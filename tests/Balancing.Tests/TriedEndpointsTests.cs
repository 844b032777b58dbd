using Balancing.Resolution;

namespace Balancing.Tests;

public sealed class TriedEndpointsTests
{
    private readonly EndpointSet _set = EndpointSets.Equal(4);

    [Fact]
    public void AFreshOne_KnowsOfNoAttempt()
    {
        var tried = new TriedEndpoints();
        Assert.Empty(tried.Attempts);
        Assert.Null(tried.Last);
        Assert.False(tried.Contains(_set[0]));
    }

    [Fact]
    public void Attempts_AreKeptInTheirOrder_EachAsOftenAsItWasMade()
    {
        var tried = new TriedEndpoints();
        foreach (var index in new[] { 2, 0, 2 }) tried.Add(_set[index]);
        Assert.Equal([_set[2], _set[0], _set[2]], tried.Attempts);
        Assert.Same(_set[2], tried.Last);
        Assert.Equal([true, false, true, false], _set.Select(tried.Contains));
    }

    [Fact]
    public void Attempts_AreASnapshot()
    {
        var tried = new TriedEndpoints();
        tried.Add(_set[0]);
        var before = tried.Attempts;
        tried.Add(_set[1]);
        Assert.Single(before);
    }

    [Fact]
    public void Nobody_CannotHaveBeenTried() => Assert.Throws<ArgumentNullException>(() => new TriedEndpoints().Add(null!));

    [Fact]
    public void ANewRound_RemembersTheLastOnly_AndForgetsNoAttempt()
    {
        var tried = new TriedEndpoints();
        tried.BeginRound();
        Assert.Null(tried.Last);
        foreach (var endpoint in _set) tried.Add(endpoint);
        tried.BeginRound();
        Assert.Equal([false, false, false, true], _set.Select(tried.Contains));
        Assert.Equal(_set, tried.Attempts);
        tried.Add(_set[1]);
        Assert.Equal([false, true, false, true], _set.Select(tried.Contains));
    }

    [Fact]
    public void ARequest_GoesRound_EveryEndpointOnce_AndNeverToTheOneItComesFrom()
    {
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(3)), LoadBalancer.Random());
        var tried = new TriedEndpoints();
        for (var i = 0; i < 31; i++) cluster.Begin(tried: tried).Complete(OutcomeKind.Success);

        // The first round is three long. Each later one begins with the last endpoint of the one before: two more are new in it.
        Assert.Equal(31, tried.Attempts.Count);
        for (var start = 0; start + 3 <= 31; start += 2) Assert.Equal(3, tried.Attempts.Skip(start).Take(3).Distinct().Count());
    }

    [Fact]
    public void ARound_DoesNotEnd_BecauseThoseThatAreLeftAreFullForAMoment()
    {
        var limits = new ConcurrencyLimitOptions { MaxInFlightPerEndpoint = 1 };
        using var cluster = new Cluster("test", new StaticResolver(EndpointSets.Descriptions(3)), LoadBalancer.Random(), new ClusterOptions { ConcurrencyLimits = limits });
        var tried = new TriedEndpoints();
        for (var i = 0; i < 2; i++) cluster.Begin(tried: tried).Complete(OutcomeKind.LocalOriginFailure);
        var others = Enumerable.Range(0, 3).Select(_ => cluster.Begin()).ToList();
        Assert.Throws<NoEndpointException>(() => cluster.Begin(tried: tried));
        Assert.All(tried.Attempts, endpoint => Assert.True(tried.Contains(endpoint)));
        others.ForEach(attempt => attempt.Complete(OutcomeKind.Success));
        Assert.True(cluster.HasUntried(tried));
        cluster.Begin(tried: tried).Complete(OutcomeKind.Success);
        Assert.Equal(3, tried.Attempts.Distinct().Count());
    }

    [Fact]
    public void ConcurrentAttempts_AreAllNoted_WhateverRoundsBegin()
    {
        const int PerThread = 3_000;
        var tried = new TriedEndpoints();
        var done = 0;
        ThreadTeam.Run(3, thread =>
        {
            // Rounds that begin again and again leave the object as it was but for its identity.
            while (thread == 2 && Volatile.Read(ref done) < 2) tried.BeginRound();
            for (var i = 0; thread < 2 && i < PerThread; i++) tried.Add(_set[thread]);
            Interlocked.Increment(ref done);
        });
        Assert.Equal([PerThread, PerThread], Enumerable.Range(0, 2).Select(thread => tried.Attempts.Count(endpoint => endpoint == _set[thread])));
    }
}
