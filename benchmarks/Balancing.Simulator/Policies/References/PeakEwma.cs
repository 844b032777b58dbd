namespace Balancing.Simulator.Policies.References;

/// <summary>A reference, not part of the library: the better of two random endpoints by peak-sensitive moving average × (requests in flight + 1).</summary>
/// <remarks>The idea of Finagle and Linkerd: an average over 10 s that jumps up to every higher value at once and comes down slowly.</remarks>
internal sealed class PeakEwma(Random random) : ILoadBalancer
{
    private const double DecaySeconds = 10;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) => new Picker(endpoints, random);

    private sealed class Picker(EndpointSet set, Random random) : IEndpointPicker
    {
        private readonly Endpoint[] _endpoints = [.. set];
        private readonly Average[] _averages = [.. set.Select(Of)];

        public Endpoint Pick(in PickContext context)
        {
            if (_endpoints.Length == 1) return _endpoints[0];
            int first = random.Next(_endpoints.Length), second = random.Next(_endpoints.Length - 1);
            second += second >= first ? 1 : 0;
            return Cost(second, context.Now) < Cost(first, context.Now) ? _endpoints[second] : _endpoints[first];
        }

        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
        {
            if (outcome.Kind == OutcomeKind.Success) Of(endpoint).Observe(outcome.Latency.TotalMilliseconds, outcome.Now);
        }

        private double Cost(int index, TimeSpan now) => _averages[index].At(now) * (_endpoints[index].InFlight + 1);

        private static Average Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new Average());
    }

    private sealed class Average
    {
        private double _value;
        private TimeSpan _updated;

        public double At(TimeSpan now) => _value * Math.Exp(-(now - _updated).TotalSeconds / DecaySeconds);

        public void Observe(double latency, TimeSpan now)
        {
            var kept = Math.Exp(-(now - _updated).TotalSeconds / DecaySeconds);
            _value = latency > _value ? latency : (_value * kept) + (latency * (1 - kept));
            _updated = now;
        }
    }
}
