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
            double bestInFlight = best.InFlight, bestWeight = weights[0];
            var ties = new TieBreaker(random);
            ties.Reset(bestWeight);

            for (var i = 1; i < endpoints.Length && i < weights.Length; i++)
            {
                // inFlight / weight, compared without dividing: cross products of numbers this small are exact for whole weights.
                double inFlight = endpoints[i].InFlight, weight = weights[i];
                double load = inFlight * bestWeight, bestLoad = bestInFlight * weight;
                if (load > bestLoad) continue;
                if (load < bestLoad) ties.Reset(weight);
                else if (!ties.Replaces(weight)) continue;
                (best, bestInFlight, bestWeight) = (endpoints[i], inFlight, weight);
            }

            return best;
        }
    }
}
