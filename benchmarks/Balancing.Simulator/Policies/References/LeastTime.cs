namespace Balancing.Simulator.Policies.References;

/// <summary>A reference, not part of the library: the least moving average of the response time × (requests in flight + 1), over all endpoints.</summary>
/// <remarks>The idea of nginx's <c>least_time</c>. The average moves by a twentieth with each answer; who has not answered yet counts as the average of all.</remarks>
internal sealed class LeastTime(Random random) : ILoadBalancer
{
    private const double Gain = 0.05;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints, random);

    private sealed class Picker(EndpointSet set, Random random) : IEndpointPicker
    {
        private readonly Endpoint[] _endpoints = [.. set];
        private readonly Average[] _averages = [.. set.Select(Of)];
        private readonly Average _all = set.SharedState.GetOrAdd(static () => new Average());

        public Endpoint Pick(in PickContext context)
        {
            var best = 0;
            var bestCost = double.PositiveInfinity;
            var ties = 0;
            for (var i = 0; i < _endpoints.Length; i++)
            {
                var average = _averages[i].Value;
                var cost = (average == 0 ? _all.Value : average) * (_endpoints[i].InFlight + 1) / set.Weights[i];
                if (cost > bestCost) continue;
                ties = cost == bestCost ? ties + 1 : 1;
                if (ties == 1 || random.Next(ties) == 0) best = i;
                bestCost = cost;
            }

            return _endpoints[best];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
        {
            if (outcome.Kind == OutcomeKind.Cancelled) return;
            Of(endpoint).Observe(outcome.Latency.TotalMilliseconds);
            _all.Observe(outcome.Latency.TotalMilliseconds);
        }

        private static Average Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new Average());
    }

    private sealed class Average
    {
        public double Value { get; private set; }

        public void Observe(double latency) => Value = Value == 0 ? latency : Value + (Gain * (latency - Value));
    }
}
