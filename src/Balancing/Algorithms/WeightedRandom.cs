namespace Balancing.Algorithms;

/// <summary>Independent draws; see <see cref="LoadBalancer.Random"/>.</summary>
internal sealed class WeightedRandom(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => endpoints.HasEqualWeights
        ? new Even(endpoints.Endpoints, _random)
        : new Weighted(endpoints.Endpoints, new AliasTable(endpoints.Weights), _random);

    private sealed class Even(Endpoint[] endpoints, Random random) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => endpoints[random.Next(endpoints.Length)];
    }

    private sealed class Weighted(Endpoint[] endpoints, AliasTable table, Random random) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => endpoints[table.Draw(random)];
    }
}
