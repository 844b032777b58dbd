namespace Balancing.Algorithms;

/// <summary>The endpoint with the fewest requests in flight per weight; see <see cref="LoadBalancer.LeastConnections"/>.</summary>
internal sealed class LeastConnections(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints, _random);

    private sealed class Picker(EndpointSet set, Random random) : IEndpointPicker
    {
        private readonly Endpoint[] _endpoints = set.Endpoints;
        private readonly double[] _weights = set.Weights.ToArray();

        public Endpoint Pick(in PickContext context)
        {
            var endpoints = _endpoints;
            var weights = _weights;
            var best = endpoints[0];
            var bestLoad = double.PositiveInfinity;
            var ties = new TieBreaker(random);
            var restricted = context.IsRestricted;

            for (var i = 0; i < endpoints.Length && i < weights.Length; i++)
            {
                // Division rounds correctly, so what is equal as a fraction (2/4 and 3/6) is equal here.
                double weight = weights[i], load = endpoints[i].InFlight / weight;
                if (load > bestLoad || (restricted && context.Excludes(endpoints[i]))) continue;
                if (load < bestLoad) ties.Reset(weight);
                else if (!ties.Replaces(weight)) continue;
                (best, bestLoad) = (endpoints[i], load);
            }

            return best;
        }
    }
}
