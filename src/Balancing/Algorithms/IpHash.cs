namespace Balancing.Algorithms;

/// <summary>The same client to the same endpoint, by the algorithm that suits the length of the list; see <see cref="LoadBalancer.IpHash"/>.</summary>
internal sealed class IpHash(HashingOptions? options = null, Random? random = null) : ILoadBalancer
{
    /// <summary>Up to here rendezvous hashing costs at most some 150 ns and moves the fewest keys there can be; beyond, a table is worth what it moves in excess.</summary>
    internal const int MostForRendezvous = 128;

    private readonly Rendezvous _rendezvous = new(options, random);
    private readonly Maglev _maglev = new(options, random);

    // By the length of the list, not of what is left of it by health: an ejection must not change the algorithm, and all processes must agree.
    public IEndpointPicker CreatePicker(EndpointSet endpoints) =>
        endpoints.Count + endpoints.Unavailable.Count <= MostForRendezvous ? _rendezvous.CreatePicker(endpoints) : _maglev.CreatePicker(endpoints);
}
