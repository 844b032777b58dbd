namespace Balancing.Algorithms;

/// <summary>The endpoint that should answer soonest; see <see cref="LoadBalancer.LeastResponseTime"/>.</summary>
/// <remarks>
/// cost = ln latency − age ÷ 10 s + ln(inFlight + 1) − ln weight, and the least wins: expected latency × queue ÷ weight, in logarithms, so
/// that one slow answer of a heavy tail does not condemn an endpoint.
/// </remarks>
internal sealed class LeastResponseTime(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints, _random);

    private sealed class Picker : IEndpointPicker
    {
        // Looking at all of them is what makes the choice good, and O(n). Beyond 64 a well-spread sample of 64 does: the best of 64 is
        // among the fastest 5 % with probability 1 − 0.95^64 = 96 %.
        private const int MaxCandidates = 64;

        private readonly Endpoint[] _endpoints;
        private readonly ResponseTimeEstimate[] _estimates;
        private readonly double[] _weights;
        private readonly double[] _logWeights;
        private readonly int _stride;
        private readonly Random _random;

        public Picker(EndpointSet set, Random random)
        {
            _endpoints = set.Endpoints;
            _estimates = Array.ConvertAll(_endpoints, ResponseTimeEstimate.Of);
            _weights = set.Weights.ToArray();
            _logWeights = Array.ConvertAll(_weights, Math.Log);
            _stride = set.Count > MaxCandidates ? (int)GoldenStride.For((uint)set.Count) : 1;
            _random = random;
        }

        public Endpoint Pick(in PickContext context)
        {
            var count = Math.Min(_endpoints.Length, MaxCandidates);
            var start = _endpoints.Length > MaxCandidates ? _random.Next(_endpoints.Length) : 0;
            int best = start, i = start;
            var bestCost = double.PositiveInfinity;
            var ties = new TieBreaker(_random);
            var restricted = context.IsRestricted;
            for (var seen = 0; seen < count; seen++, i = Step(i))
            {
                var inFlight = _endpoints[i].InFlight;
                var cost = _estimates[i].LogExpected(context.Now, inFlight) + LogTable.OfOneMoreThan(inFlight) - _logWeights[i];
                if (cost > bestCost || (restricted && context.Excludes(_endpoints[i]))) continue;
                if (cost < bestCost) ties.Reset(_weights[i]);
                else if (!ties.Replaces(_weights[i])) continue;
                (best, bestCost) = (i, cost);
            }

            _estimates[best].OnPicked(context.Now);
            return _endpoints[best];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => ResponseTimeEstimate.Of(endpoint).Observe(in outcome);

        private int Step(int index)
        {
            var next = index + _stride;
            return next < _endpoints.Length ? next : next - _endpoints.Length;
        }
    }
}
