using Balancing.Planning;

namespace Balancing.Tests.Planning;

/// <summary>Subsets that are drawn, by example: how even they are, and by what they are drawn.</summary>
public sealed class SubsetRendezvousTests
{
    /// <summary>A server is chosen by each client with probability size / servers, independently: the count is binomial.</summary>
    [Theory]
    [InlineData(30, 5, false)]
    [InlineData(30, 5, true)]
    [InlineData(500, 20, false)]
    public void EveryServer_IsChosenByAboutAsManyClients(int servers, int size, bool oneKey)
    {
        const int Clients = 4_000;
        Endpoint[] endpoints = [.. EndpointSets.Descriptions(servers).Select(description => new Endpoint(oneKey ? description with { HashKey = "same" } : description))];
        var share = (double)size / servers;
        var allowed = Chance.Deviation(Clients, share, servers);
        Assert.All(Subsets.Connections(endpoints, Subsets.AllNamed(endpoints, size, Clients)), count => Assert.InRange(count, (Clients * share) - allowed, (Clients * share) + allowed));
    }

    /// <summary>A lost server's clients take their next choices, which are all over the others: 300 clients with one more each, at 199 servers that have 300 already.</summary>
    [Fact]
    public void WhatALostServerHad_IsSpreadOverAllOthers()
    {
        const int Clients = 3_000;
        var endpoints = Subsets.Equal(200);
        var before = Subsets.Connections(endpoints, Subsets.AllNamed(endpoints, 20, Clients));
        var after = Subsets.Connections(endpoints, Enumerable.Range(0, Clients).Select(index => Subsets.Named(endpoints, 20, $"client {index}", endpoint => endpoint != endpoints[77])));
        var more = after.Zip(before, (now, old) => now - old).ToArray();
        Assert.Equal(before[77], more.Sum());
        Assert.Equal(0, more[77]);
        Assert.All(more, count => Assert.InRange(count, 0, (before[77] / 199) + Chance.Deviation((int)before[77], 1 / 199.0, 199)));
    }

    [Fact]
    public void WithoutAName_OneIsDrawn()
    {
        var options = new SubsetOptions { Size = 3 };
        Assert.NotEqual(SubsetPlanner.ClientHash(options, new ScriptedRandom(0.25)), SubsetPlanner.ClientHash(options, new ScriptedRandom(0.75)));
        options.ClientId = "pod-7";
        Assert.Equal(SubsetPlanner.ClientHash(options, new ScriptedRandom()), SubsetPlanner.ClientHash(options with { }, new ScriptedRandom()));
    }

    [Fact]
    public void WithoutASize_EverybodyIsUsed()
    {
        var endpoints = Subsets.Weighted(1, 2, 3);
        Assert.Equal(endpoints.Select(endpoint => new SubsetMember(endpoint, 1)), SubsetPlanner.Of(endpoints, Subsets.AllHealthy, new SubsetOptions { ClientId = "a" }, 0));
        Assert.Equal(endpoints, Subsets.EndpointsOf(Subsets.Named(endpoints, 3, "a")));
        Assert.Empty(Subsets.Named([], 3, "a"));
    }
}
