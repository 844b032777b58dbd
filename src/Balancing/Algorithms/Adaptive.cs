using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>The endpoint that costs least by all that is known of it; see <see cref="LoadBalancer.Adaptive"/>.</summary>
internal sealed class Adaptive(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints, endpoints.SharedState.GetOrAdd(() => new AdaptivePool { Seed = (ulong)_random.NextInt64() }));

    internal sealed class Picker : IEndpointPicker
    {
        private readonly Endpoint[] _endpoints;
        private readonly AdaptiveEstimate[] _estimates;
        private readonly AdaptivePool _pool;
        private readonly MinBoard _board;
        private readonly float[] _logWeights;
        private readonly float[] _ranks;
        private int _next;

        public Picker(EndpointSet set, AdaptivePool pool)
        {
            (_endpoints, _pool) = (set.Endpoints, pool);
            _estimates = Array.ConvertAll(_endpoints, AdaptiveEstimate.Of);
            _board = new MinBoard(_endpoints.Length);
            var mean = 0.0;
            foreach (var weight in set.Weights) mean += weight / _endpoints.Length;
            _logWeights = Array.ConvertAll(set.Weights.ToArray(), weight => (float)Math.Log(weight / mean));
            _ranks = Ranks();
            for (var i = 0; i < _endpoints.Length; i++)
            {
                Volatile.Write(ref _estimates[i].Home, new AdaptiveHome(this, i));
                _board.Set(i, _ranks[i] - _logWeights[i]);
            }
        }

        public Endpoint Pick(in PickContext context)
        {
            var now = context.Now.TotalSeconds;
            var n = _endpoints.Length;
            var next = (uint)Interlocked.Increment(ref _next) % (uint)n;
            Update((int)next, now, 0);
            var best = _board.IndexOfLeast();
            if (context.IsRestricted && context.Excludes(_endpoints[best])) best = LeastAllowed(in context, best);
            _estimates[best].OnPicked(now);
            Update(best, now, 1);
            return _endpoints[best];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
        {
            var estimate = AdaptiveEstimate.Of(endpoint);
            estimate.OnCompleted(in outcome, outcome.Begun.TotalSeconds, _pool);
            if (Volatile.Read(ref estimate.Home) is { } home) home.Picker.Update(home.Index, outcome.Now.TotalSeconds, 2);
        }

        private void Update(int index, double now, int more)
        {
            var inFlight = _endpoints[index].InFlight + (more == 1 ? 1 : 0);
            if (more == 0) _pool.OnPicked(inFlight);
            var preference = 0.3 * Math.Min(1, 3 * _pool.MeanInFlight) * _ranks[index];
            _board.Set(index, (float)(_estimates[index].Cost(now, inFlight, _pool) + preference + (1e-3 * _ranks[index]) - _logWeights[index]));
        }

        private int LeastAllowed(in PickContext context, int otherwise)
        {
            var (best, least) = (otherwise, float.PositiveInfinity);
            for (var i = 0; i < _endpoints.Length; i++)
            {
                if (_board[i] < least && !context.Excludes(_endpoints[i])) (best, least) = (i, _board[i]);
            }

            return best;
        }

        private float[] Ranks()
        {
            var order = Enumerable.Range(0, _endpoints.Length).OrderBy(i => XxHash64.Avalanche(_pool.Seed ^ _endpoints[i].Hash)).ToArray();
            var ranks = new float[order.Length];
            for (var i = 0; i < order.Length; i++) ranks[order[i]] = i / (float)order.Length;
            return ranks;
        }
    }
}
