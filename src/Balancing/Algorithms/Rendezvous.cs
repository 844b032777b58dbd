using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>The endpoint that scores the key highest; see <see cref="LoadBalancer.Rendezvous"/>.</summary>
/// <remarks>
/// Rendezvous (highest random weight) hashing: Thaler and Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM
/// Transactions on Networking 6(1), 1998. Each endpoint scores each key; the best score wins. When an endpoint leaves, only its own keys
/// move. Weights by the logarithmic method (Schindelhauer and Schomaker, SPAA 2005): score −w / ln u, u uniform in (0, 1).
/// </remarks>
internal sealed class Rendezvous(HashingOptions? options = null, Random? random = null) : ILoadBalancer
{
    private readonly HashingOptions _options = (options ?? new HashingOptions()).Frozen();
    private readonly WeightedRandom _withoutKey = new(random);

    public IEndpointPicker CreatePicker(EndpointSet endpoints) =>
        new Picker(endpoints, _withoutKey.CreatePicker(endpoints), LoadBound.Of(_options, endpoints));

    private sealed class Picker : HashPicker
    {
        private readonly Endpoint[] _endpoints;
        private readonly ulong[] _hashes;
        private readonly double[] _weights;
        private readonly double _total;
        private readonly bool _equal;

        public Picker(EndpointSet set, IEndpointPicker withoutKey, LoadBound? bound)
            : base(withoutKey, bound)
        {
            _endpoints = set.Endpoints;
            _hashes = Array.ConvertAll(_endpoints, e => e.Hash);
            _weights = set.Weights.ToArray();
            _total = _weights.Sum();
            _equal = set.HasEqualWeights;
        }

        protected override Endpoint? Find(in PickContext context, double mostInFlight)
        {
            var best = _equal ? HighestScore(in context, mostInFlight) : HighestWeightedScore(in context, mostInFlight);
            return best < 0 ? null : _endpoints[best];
        }

        private int HighestScore(in PickContext context, double mostInFlight)
        {
            var key = context.Affinity.Hash;
            var best = -1;
            ulong bestScore = 0;
            for (var i = 0; i < _hashes.Length; i++)
            {
                var score = XxHash64.Avalanche(key ^ _hashes[i]);
                if ((score > bestScore || best < 0) && Accepts(i, in context, mostInFlight)) (best, bestScore) = (i, score);
            }

            return best;
        }

        private int HighestWeightedScore(in PickContext context, double mostInFlight)
        {
            var key = context.Affinity.Hash;
            var best = -1;
            var bestScore = double.NegativeInfinity;
            for (var i = 0; i < _hashes.Length; i++)
            {
                // The upper 52 bits, moved to the middle of their interval: exact, never 0, never 1.
                var uniform = ((XxHash64.Avalanche(key ^ _hashes[i]) >> 12) + 0.5) * (1.0 / (1ul << 52));

                // −ln u ≥ 1 − u: most endpoints are out of the race without a logarithm.
                if (_weights[i] <= bestScore * (1 - uniform)) continue;
                var score = _weights[i] / -Math.Log(uniform);
                if (score > bestScore && Accepts(i, in context, mostInFlight)) (best, bestScore) = (i, score);
            }

            return best;
        }

        private bool Accepts(int index, in PickContext context, double mostInFlight) =>
            Accepts(_endpoints[index], _weights[index] / _total, in context, mostInFlight);
    }
}
