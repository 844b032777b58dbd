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
        new Picker(new HashMembers(endpoints), endpoints.HasEqualWeights, _withoutKey.CreatePicker(endpoints), LoadBound.Of(_options, endpoints));

    /// <summary>How well an endpoint suits a key.</summary>
    /// <param name="uniform">Of key and endpoint: <see cref="Uniform"/>.</param>
    /// <param name="weight">The endpoint's.</param>
    internal static double Score(double uniform, double weight) => weight / -Math.Log(uniform);

    /// <summary>A hash of key and endpoint as a number between 0 and 1.</summary>
    /// <remarks>The upper 52 bits, moved to the middle of their interval: exact, never 0, never 1.</remarks>
    internal static double Uniform(ulong key, ulong endpoint) => ((XxHash64.Avalanche(key ^ endpoint) >> 12) + 0.5) * (1.0 / (1ul << 52));

    private sealed class Picker : HashPicker
    {
        private readonly Endpoint[] _endpoints;
        private readonly ulong[] _hashes;
        private readonly double[] _weights;
        private readonly double[] _shares;
        private readonly bool _equal;

        public Picker(HashMembers members, bool equal, IEndpointPicker withoutKey, LoadBound? bound)
            : base(withoutKey, bound)
        {
            // Those who are away score nothing. They count only where two have one hash key: health must not decide who goes by it.
            int[] there = [.. Enumerable.Range(0, members.Count).Where(i => members.CurrentWeights[i] > 0)];
            _endpoints = Array.ConvertAll(there, i => members[i]);
            _hashes = Array.ConvertAll(there, i => members.Hashes[i]);
            _weights = Array.ConvertAll(there, i => members.CurrentWeights[i]);
            _shares = Array.ConvertAll(there, members.ShareOf);
            _equal = equal;
        }

        protected override Endpoint? Find(in PickContext context, double mostInFlight)
        {
            var best = _equal ? HighestScore(in context, mostInFlight) : HighestWeightedScore(in context, mostInFlight);
            return best < 0 ? null : _endpoints[best];
        }

        private int HighestScore(in PickContext context, double mostInFlight)
        {
            var key = context.Affinity.Hash;
            var hashes = _hashes;
            var anybody = AcceptsAnybody(in context, mostInFlight);
            var best = -1;
            ulong bestScore = 0;
            for (var i = 0; i < hashes.Length; i++)
            {
                var score = XxHash64.Avalanche(key ^ hashes[i]);
                if ((score > bestScore || best < 0) && (anybody || Accepts(i, in context, mostInFlight))) (best, bestScore) = (i, score);
            }

            return best;
        }

        private int HighestWeightedScore(in PickContext context, double mostInFlight)
        {
            var key = context.Affinity.Hash;
            var (hashes, weights) = (_hashes, _weights);
            var anybody = AcceptsAnybody(in context, mostInFlight);
            var best = -1;
            var bestScore = double.NegativeInfinity;
            for (var i = 0; i < hashes.Length && i < weights.Length; i++)
            {
                var uniform = Uniform(key, hashes[i]);

                // −ln u ≥ 1 − u: most endpoints are out of the race without a logarithm.
                if (weights[i] <= bestScore * (1 - uniform)) continue;
                var score = Score(uniform, weights[i]);
                if (score > bestScore && (anybody || Accepts(i, in context, mostInFlight))) (best, bestScore) = (i, score);
            }

            return best;
        }

        private bool Accepts(int index, in PickContext context, double mostInFlight) =>
            Accepts(_endpoints[index], _shares[index], in context, mostInFlight);
    }
}
