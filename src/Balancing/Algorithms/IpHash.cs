using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>The same client to the same endpoint; see <see cref="LoadBalancer.IpHash"/>.</summary>
/// <remarks>
/// Rendezvous (highest random weight) hashing: Thaler and Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM
/// Transactions on Networking 6(1), 1998. Each endpoint scores each key; the best score wins. When an endpoint leaves, only its own keys
/// move. Weights by the logarithmic method (Schindelhauer and Schomaker, SPAA 2005): score −w / ln u, u uniform in (0, 1).
/// </remarks>
internal sealed class IpHash(Random? random = null) : ILoadBalancer
{
    private readonly WeightedRandom _withoutKey = new(random);

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints, _withoutKey.CreatePicker(endpoints));

    private sealed class Picker : IEndpointPicker
    {
        private readonly Endpoint[] _endpoints;
        private readonly ulong[] _hashes;
        private readonly double[]? _weights;
        private readonly IEndpointPicker _withoutKey;

        public Picker(EndpointSet set, IEndpointPicker withoutKey)
        {
            _endpoints = set.Endpoints;
            _hashes = Array.ConvertAll(_endpoints, e => e.AddressHash);
            _weights = set.HasEqualWeights ? null : set.Weights.ToArray();
            _withoutKey = withoutKey;
        }

        public Endpoint Pick(in PickContext context) =>
            !context.Affinity.HasValue ? _withoutKey.Pick(in context)
            : _weights is null ? _endpoints[HighestScore(in context)]
            : _endpoints[HighestWeightedScore(in context, _weights)];

        private int HighestScore(in PickContext context)
        {
            var key = context.Affinity.Hash;
            var best = 0;
            ulong bestScore = 0;
            for (var i = 0; i < _hashes.Length; i++)
            {
                var score = XxHash64.Avalanche(key ^ _hashes[i]);
                if (score > bestScore && !context.Excludes(_endpoints[i])) (best, bestScore) = (i, score);
            }

            return best;
        }

        private int HighestWeightedScore(in PickContext context, double[] weights)
        {
            var key = context.Affinity.Hash;
            var best = 0;
            var bestScore = double.NegativeInfinity;
            for (var i = 0; i < _hashes.Length; i++)
            {
                // The upper 52 bits, moved to the middle of their interval: exact, never 0, never 1.
                var uniform = ((XxHash64.Avalanche(key ^ _hashes[i]) >> 12) + 0.5) * (1.0 / (1ul << 52));

                // −ln u ≥ 1 − u: most endpoints are out of the race without a logarithm.
                if (weights[i] <= bestScore * (1 - uniform)) continue;
                var score = weights[i] / -Math.Log(uniform);
                if (score > bestScore && !context.Excludes(_endpoints[i])) (best, bestScore) = (i, score);
            }

            return best;
        }
    }
}
