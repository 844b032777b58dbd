using Balancing.Internal;

namespace Balancing.Planning;

/// <summary>Which endpoints one client uses, of all that there are: a pure function.</summary>
/// <remarks>
/// Sick members stay, since only members are watched, and others stand in for them until they are back: a subset has as many healthy endpoints as it would have if all were healthy,
/// or all that there are.
/// </remarks>
internal static class SubsetPlanner
{
    /// <summary>The members, in the order of the list.</summary>
    /// <param name="endpoints">All that there are, each with a weight above 0.</param>
    /// <param name="isHealthy">Whether an endpoint does its part.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="client">This client, if it has no number: see <see cref="ClientHash"/>.</param>
    public static SubsetMember[] Of(IReadOnlyList<Endpoint> endpoints, Func<Endpoint, bool> isHealthy, SubsetOptions options, ulong client)
    {
        if (options.Size is not { } size || size >= endpoints.Count) return [.. endpoints.Select(endpoint => new SubsetMember(endpoint, 1))];

        var factors = options is { ClientIndex: { } index, ClientCount: { } count }
            ? Aperture.Factors(endpoints, isHealthy, size, index, count)
            : RendezvousSubset.Factors(endpoints, isHealthy, size, client);
        var members = new SubsetMember[factors.Length - factors.AsSpan().Count(0.0)];
        var next = 0;
        for (var i = 0; i < factors.Length; i++)
        {
            if (factors[i] > 0) members[next++] = new SubsetMember(endpoints[i], factors[i]);
        }

        return members;
    }

    /// <summary>What a client draws its subset by. To be called once per client: it may be drawn.</summary>
    public static ulong ClientHash(SubsetOptions options, Random random) =>
        options.ClientId is { } id ? XxHash64.HashUtf8(id) : (ulong)random.NextInt64();
}
