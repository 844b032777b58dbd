using Balancing.Planning;

namespace Balancing.Tests.Planning;

/// <summary>What the tests of subsets share: endpoints, clients with and without a number, and everybody's subset.</summary>
internal static class Subsets
{
    public static readonly Func<Endpoint, bool> AllHealthy = _ => true;

    public static Endpoint[] Equal(int count) => [.. EndpointSets.Equal(count)];

    public static Endpoint[] Weighted(params IEnumerable<double> weights) => [.. EndpointSets.Weighted(weights)];

    /// <summary>The subset of a client that knows its number.</summary>
    public static SubsetMember[] Numbered(Endpoint[] endpoints, int size, int index, int count, Func<Endpoint, bool>? isHealthy = null) =>
        SubsetPlanner.Of(endpoints, isHealthy ?? AllHealthy, new SubsetOptions { Size = size, ClientIndex = index, ClientCount = count }, 0);

    /// <summary>The subset of a client that has but a name.</summary>
    public static SubsetMember[] Named(Endpoint[] endpoints, int size, string name, Func<Endpoint, bool>? isHealthy = null)
    {
        var options = new SubsetOptions { Size = size, ClientId = name };
        return SubsetPlanner.Of(endpoints, isHealthy ?? AllHealthy, options, SubsetPlanner.ClientHash(options, new ScriptedRandom()));
    }

    public static SubsetMember[][] AllNumbered(Endpoint[] endpoints, int size, int count, Func<Endpoint, bool>? isHealthy = null) =>
        [.. Enumerable.Range(0, count).Select(index => Numbered(endpoints, size, index, count, isHealthy))];

    public static SubsetMember[][] AllNamed(Endpoint[] endpoints, int size, int count) =>
        [.. Enumerable.Range(0, count).Select(index => Named(endpoints, size, $"client {index}"))];

    /// <summary>How often each endpoint is somebody's, as a sum of factors, in the order of the list.</summary>
    public static double[] Coverage(Endpoint[] endpoints, IEnumerable<SubsetMember[]> subsets) => Sum(endpoints, subsets, member => member.Factor);

    /// <summary>How many clients connect to each endpoint, in the order of the list.</summary>
    public static double[] Connections(Endpoint[] endpoints, IEnumerable<SubsetMember[]> subsets) => Sum(endpoints, subsets, _ => 1);

    public static Endpoint[] EndpointsOf(IEnumerable<SubsetMember> members) => [.. members.Select(member => member.Endpoint)];

    private static double[] Sum(Endpoint[] endpoints, IEnumerable<SubsetMember[]> subsets, Func<SubsetMember, double> of)
    {
        var sums = endpoints.ToDictionary(endpoint => endpoint, _ => 0.0);
        foreach (var member in subsets.SelectMany(subset => subset)) sums[member.Endpoint] += of(member);
        return [.. endpoints.Select(endpoint => sums[endpoint])];
    }
}
