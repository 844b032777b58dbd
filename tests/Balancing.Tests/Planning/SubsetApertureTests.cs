namespace Balancing.Tests.Planning;

/// <summary>Windows on a ring, by example: how many there are, and what moves when servers and clients come and go.</summary>
public sealed class SubsetApertureTests
{
    /// <summary>m = (size − 1) · clients / servers, rounded down, or 1.</summary>
    [Theory]
    [InlineData(1_000, 20, 1_000, 19, 19, 19)]
    [InlineData(1_000, 20, 100, 1, 10, 10)]
    [InlineData(1_000, 21, 100, 2, 20, 20)]
    [InlineData(1_000, 20, 300, 5, 17, 18)]
    [InlineData(1_000, 20, 3_000, 57, 19, 20)]
    [InlineData(100, 10, 7, 1, 15, 16)]
    [InlineData(100, 10, 1, 1, 100, 100)]
    [InlineData(7, 1, 7, 1, 1, 1)]
    [InlineData(7, 1, 5, 1, 2, 3)]
    [InlineData(7, 6, 1_000, 714, 5, 6)]
    public void EqualEndpoints_AreCoveredByTheFormula(int servers, int size, int clients, int times, int least, int most)
    {
        var endpoints = Subsets.Equal(servers);
        var subsets = Subsets.AllNumbered(endpoints, size, clients);
        Assert.Equal(Math.Max(1, (size - 1) * clients / servers), times);
        Assert.All(Subsets.Coverage(endpoints, subsets), covered => Assert.Equal(times, covered));
        Assert.Equal((least, most), (subsets.Min(subset => subset.Length), subsets.Max(subset => subset.Length)));
    }

    [Fact]
    public void AHeavyEndpoint_IsSharedByMoreClients_ALightOneByFewer()
    {
        var endpoints = Subsets.Weighted([8, .. Enumerable.Repeat(1.0, 12)]);
        var subsets = Subsets.AllNumbered(endpoints, 5, 10);

        // The lightest four neighbours have 4 of 20, two slots of ten. An arc of 8 is four slots long, and windows of two slots meet it in five or six places.
        Assert.All(Subsets.Coverage(endpoints, subsets), covered => Assert.Equal(2, covered));
        Assert.InRange(Subsets.Connections(endpoints, subsets)[0], 5, 6);
        Assert.All(subsets, subset => Assert.InRange(subset.Length, 1, 5));
        Assert.All(subsets, subset => Assert.Equal(4, subset.Sum(member => member.Factor * member.Endpoint.Weight), 1e-8));
    }

    [Fact]
    public void ManyLightNeighbours_AreOneClients_IfASlotHoldsMoreThanSize()
    {
        var endpoints = Subsets.Weighted([97, 1, 1, 1]);
        var subsets = Subsets.AllNumbered(endpoints, 2, 4);
        Assert.All(Subsets.Coverage(endpoints, subsets), covered => Assert.Equal(1, covered));
        Assert.Equal(4, subsets.Max(subset => subset.Length));
        Assert.Equal(1, subsets.Min(subset => subset.Length));
    }

    [Theory]
    [InlineData(5e-324, 1e6)]
    [InlineData(5e-324, 5e-324)]
    [InlineData(1e6, 1e6)]
    public void AnyWeights_AreCoveredEvenly(double one, double other)
    {
        var endpoints = Subsets.Weighted(Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? one : other));
        var subsets = Subsets.AllNumbered(endpoints, 10, 31);
        Assert.All(Subsets.Coverage(endpoints, subsets), covered => Assert.Equal(1, covered));
    }

    [Fact]
    public void AMillionClients_StayInRange()
    {
        var endpoints = Subsets.Weighted(Enumerable.Range(0, 2_000).Select(i => 999_000.0 + (i % 1_000)));
        foreach (var index in new[] { 0, 499_999, 999_999 })
        {
            var members = Subsets.Numbered(endpoints, 20, index, 1_000_000);
            Assert.InRange(members.Length, 19, 20);
            Assert.Equal(endpoints.Length, Subsets.Numbered(endpoints, 20, index, 1_000_000, _ => false).Count(member => member.Factor == 1));
        }
    }

    /// <summary>
    /// With a window of the same number of slots each edge of it moves by less than one endpoint, so of the old endpoints at most one is exchanged at each; if the number of
    /// slots changes, the far edge moves by as many endpoints more as those slots hold.
    /// </summary>
    [Theory]
    [InlineData(1_000, 20, 1_000)]
    [InlineData(1_000, 20, 130)]
    [InlineData(200, 20, 37)]
    [InlineData(40, 12, 500)]
    public void OneServerMore_MovesEachEdgeOfAWindow_ByLessThanOneServer(int servers, int size, int clients)
    {
        var all = Subsets.Equal(servers + 1);
        foreach (var late in new[] { 0, servers / 3, servers })
        {
            Endpoint[] before = [.. all.Where((_, i) => i != late)];
            var slots = Math.Max(1, (size - 1) * clients / servers) - Math.Max(1, (size - 1) * clients / (servers + 1));
            var most = 2 + (int)Math.Ceiling((double)slots * servers / clients);
            for (var index = 0; index < clients; index++)
            {
                var (old, now) = (Subsets.EndpointsOf(Subsets.Numbered(before, size, index, clients)), Subsets.EndpointsOf(Subsets.Numbered(all, size, index, clients)));
                Assert.InRange(old.Except(now).Count() + now.Except(old).Count(endpoint => endpoint != all[late]), 0, most);
            }
        }
    }

    /// <summary>The window of client i begins at i / C of the ring: one client more moves that by less than a slot.</summary>
    [Theory]
    [InlineData(1_000, 20, 1_000, 2)]
    [InlineData(1_000, 20, 3_000, 2)]
    [InlineData(1_000, 21, 100, 20)]
    public void OneClientMore_MovesWindows_ByLessThanASlot(int servers, int size, int clients, int most)
    {
        var endpoints = Subsets.Equal(servers);
        var gone = Enumerable.Range(0, clients).Select(index =>
            Subsets.EndpointsOf(Subsets.Numbered(endpoints, size, index, clients)).Except(Subsets.EndpointsOf(Subsets.Numbered(endpoints, size, index, clients + 1))).Count()).ToArray();
        Assert.InRange(gone.Max(), 1, most);
    }

    /// <summary>A lost server's arc is 5 slots long here: windows that met it end so much later, and of the next 20 servers each has up to 5 windows more than its 100.</summary>
    [Fact]
    public void WhatALostServerHad_IsSpreadOverItsFollowers()
    {
        var endpoints = Subsets.Equal(200);
        var lost = endpoints[77];
        var coverage = Subsets.Coverage(endpoints, Subsets.AllNumbered(endpoints, 21, 1_000, endpoint => endpoint != lost)).Where((_, i) => i != 77).ToArray();
        Assert.All(coverage, covered => Assert.InRange(covered, 100, 105));
        Assert.Equal(20, coverage.Count(covered => covered > 100));
    }

    /// <summary>The price of small numbers: the one stand-in has two clients, and twice the load of others.</summary>
    [Fact]
    public void IfEveryServerHasOneClient_AStandInHasTwo()
    {
        var endpoints = Subsets.Equal(1_000);
        var coverage = Subsets.Coverage(endpoints, Subsets.AllNumbered(endpoints, 20, 100, endpoint => endpoint != endpoints[77])).Where((_, i) => i != 77).ToArray();
        Assert.Equal((998, 1), (coverage.Count(covered => covered == 1), coverage.Count(covered => covered == 2)));
    }

    [Fact]
    public void ShortLists_AreEverybodys()
    {
        foreach (var count in new[] { 1, 2, 5 })
        {
            var endpoints = Subsets.Weighted(Enumerable.Range(1, count).Select(i => (double)i));
            var members = Subsets.Numbered(endpoints, 5, 3, 100);
            Assert.Equal(endpoints, Subsets.EndpointsOf(members));
            Assert.All(members, member => Assert.Equal(1, member.Factor));
        }
    }

    [Fact]
    public void EndpointsUnderOneHashKey_AreCoveredLikeOthers()
    {
        Endpoint[] endpoints = [.. EndpointSets.Descriptions(30).Select(description => new Endpoint(description with { HashKey = "same" }))];
        var subsets = Subsets.AllNumbered(endpoints, 5, 12);
        Assert.All(Subsets.Coverage(endpoints, subsets), covered => Assert.Equal(1, covered));
        Assert.Equal(subsets[3].ToHashSet(), Subsets.Numbered([.. endpoints.Reverse()], 5, 3, 12).ToHashSet());
    }
}
