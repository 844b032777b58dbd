using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Planning;

/// <summary>Clients that know nothing of one another: each has its own order of preference, which nothing disturbs.</summary>
public sealed class SubsetRendezvousProperties
{
    private static readonly Arbitrary<(int Servers, int Size, string Name, bool[] Sick, int Other)> Clients = (
        from servers in Gen.Choose(2, 100)
        from size in Gen.Choose(1, servers - 1)
        from name in Gen.Choose(0, 1_000_000).Select(number => $"client {number}")
        from percent in Gen.Elements(0, 5, 30, 70, 100)
        from sick in Gen.Choose(0, 99).Select(draw => draw < percent).ArrayOf(servers)
        from other in Gen.Choose(0, servers - 1)
        select (servers, size, name, sick, other)).ToArbitrary();

    [Fact]
    public void AClientHasExactlySize_WithTheirWholeWeights_InTheOrderOfTheList() => Prop.ForAll(Clients, client =>
    {
        var endpoints = Subsets.Equal(client.Servers);
        var members = Subsets.Named(endpoints, client.Size, client.Name);
        Assert.Equal(client.Size, members.Length);
        Assert.All(members, member => Assert.Equal(1, member.Factor));
        Assert.Equal(endpoints.Where(Subsets.EndpointsOf(members).Contains), Subsets.EndpointsOf(members));
        Assert.Equal(members.ToHashSet(), Subsets.Named([.. endpoints.Reverse()], client.Size, client.Name).ToHashSet());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void OneServerMoreOrLess_ExchangesAtMostOneMember() => Prop.ForAll(Clients, client =>
    {
        var endpoints = Subsets.Equal(client.Servers);
        var other = endpoints[client.Other];
        var with = Subsets.EndpointsOf(Subsets.Named(endpoints, client.Size, client.Name));
        var without = Subsets.EndpointsOf(Subsets.Named([.. endpoints.Where(endpoint => endpoint != other)], client.Size, client.Name));
        if (with.Contains(other)) Assert.Equal(with.Where(endpoint => endpoint != other), without.Intersect(with));
        else Assert.Equal(with, without);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void SickMembersStay_AndOthersStandIn() => Prop.ForAll(Clients, client =>
    {
        var endpoints = Subsets.Equal(client.Servers);
        var sick = endpoints.Where((_, i) => client.Sick[i]).ToHashSet();
        var before = Subsets.EndpointsOf(Subsets.Named(endpoints, client.Size, client.Name));
        var after = Subsets.EndpointsOf(Subsets.Named(endpoints, client.Size, client.Name, endpoint => !sick.Contains(endpoint)));
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
        Assert.Equal(Math.Min(client.Size, client.Servers - sick.Count), after.Count(endpoint => !sick.Contains(endpoint)));

        // Nobody more than that: a longer order of preference would have given the same.
        Assert.True(after.Length == client.Size || Subsets.Named(endpoints, after.Length, client.Name).Select(member => member.Endpoint).SequenceEqual(after));
    }).QuickCheckThrowOnFailure();
}
