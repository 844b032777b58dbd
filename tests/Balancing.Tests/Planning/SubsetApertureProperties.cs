using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Planning;

/// <summary>Clients that know their numbers share the servers out: whatever the weights, exactly.</summary>
public sealed class SubsetApertureProperties
{
    /// <summary>Whole, with up to three decimals, and from a thousandth to a million with all their digits.</summary>
    private static readonly Gen<double> Weight = Gen.OneOf(
        Gen.Constant(1.0),
        Gen.Choose(1, 10).Select(weight => (double)weight),
        Gen.Choose(1, 5_000).Select(weight => weight / 1_000.0),
        Gen.Choose(-3_000, 6_000).Select(weight => Math.Pow(10, weight / 1_000.0)));

    private static readonly Arbitrary<(double[] Weights, int Size, int Clients, bool[] Sick)> Fleets = (
        from servers in Gen.Choose(2, 80)
        from equal in Gen.Elements(true, false)
        from weights in (equal ? Gen.Constant(1.0) : Weight).ArrayOf(servers)
        from size in Gen.Choose(1, servers - 1)
        from clients in Gen.Choose(1, 100)
        from percent in Gen.Elements(0, 5, 30, 70, 100)
        from sick in Gen.Choose(0, 99).Select(draw => draw < percent).ArrayOf(servers)
        select (weights, size, clients, sick)).ToArbitrary();

    [Fact]
    public void EveryEndpoint_IsCoveredAsOften_AsEveryOther() => Prop.ForAll(Fleets, fleet =>
    {
        var endpoints = Subsets.Weighted(fleet.Weights);
        var coverage = Subsets.Coverage(endpoints, Subsets.AllNumbered(endpoints, fleet.Size, fleet.Clients));
        Assert.All(coverage, covered => Assert.Equal(coverage[0], covered, 1e-9));
        Assert.Equal(Math.Max(1, Math.Round(coverage[0])), coverage[0], 1e-9);
    }).QuickCheckThrowOnFailure();

    /// <summary>Each client has m / C of all weight, so with equal traffic from each every endpoint gets its share by weight.</summary>
    [Fact]
    public void EveryClient_HasAsMuchWeight_AsEveryOther() => Prop.ForAll(Fleets, fleet =>
    {
        var endpoints = Subsets.Weighted(fleet.Weights);
        var total = fleet.Weights.Sum();
        var subsets = Subsets.AllNumbered(endpoints, fleet.Size, fleet.Clients);
        var covered = Subsets.Coverage(endpoints, subsets)[0];
        Assert.All(subsets, subset => Assert.Equal(total * covered / fleet.Clients, subset.Sum(member => member.Factor * member.Endpoint.Weight), total * 1e-8));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NobodyHasMoreThanSize_UnlessClientsAreTooFew() => Prop.ForAll(Fleets, fleet =>
    {
        var endpoints = Subsets.Weighted(fleet.Weights);
        var subsets = Subsets.AllNumbered(endpoints, fleet.Size, fleet.Clients);
        var most = subsets.Max(subset => subset.Length);
        Assert.True(most <= fleet.Size || Math.Round(Subsets.Coverage(endpoints, subsets)[0]) == 1, $"{most} of {fleet.Size}");
        Assert.All(subsets.SelectMany(subset => subset), member => Assert.InRange(member.Factor, 1e-9, 1));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void SickMembersStay_AndOthersStandIn() => Prop.ForAll(Fleets, fleet =>
    {
        var endpoints = Subsets.Weighted(fleet.Weights);
        var sick = endpoints.Where((_, i) => fleet.Sick[i]).ToHashSet();
        var total = fleet.Weights.Sum();
        var left = endpoints.Where(endpoint => !sick.Contains(endpoint)).Sum(endpoint => endpoint.Weight);
        for (var index = 0; index < fleet.Clients; index += 1 + (fleet.Clients / 7))
        {
            var (before, after) = (Subsets.Numbered(endpoints, fleet.Size, index, fleet.Clients), Subsets.Numbered(endpoints, fleet.Size, index, fleet.Clients, endpoint => !sick.Contains(endpoint)));
            var factors = after.ToDictionary(member => member.Endpoint, member => member.Factor);
            Assert.All(before, member => Assert.InRange(factors.GetValueOrDefault(member.Endpoint), member.Factor, 1));

            var (wanted, healthy) = (before.Sum(member => member.Factor * member.Endpoint.Weight), after.Where(member => !sick.Contains(member.Endpoint)).Sum(member => member.Factor * member.Endpoint.Weight));
            Assert.Equal(Math.Min(wanted, left), healthy, total * 1e-8);
            if (sick.Count == 0) Assert.Equal(before, after);
        }
    }).QuickCheckThrowOnFailure();

    /// <summary>Another list in another process: the same endpoints in another order.</summary>
    [Fact]
    public void TheOrderOfTheList_ChangesNothing() => Prop.ForAll(Fleets, fleet =>
    {
        var endpoints = Subsets.Weighted(fleet.Weights);
        Endpoint[] turned = [.. endpoints.Skip(endpoints.Length / 3), .. endpoints.Take(endpoints.Length / 3).Reverse()];
        var (one, other) = (Subsets.Numbered(endpoints, fleet.Size, fleet.Clients / 2, fleet.Clients), Subsets.Numbered(turned, fleet.Size, fleet.Clients / 2, fleet.Clients));
        Assert.Equal(one.ToHashSet(), other.ToHashSet());
        Assert.Equal(turned.Where(Subsets.EndpointsOf(one).Contains), Subsets.EndpointsOf(other));
    }).QuickCheckThrowOnFailure();
}
