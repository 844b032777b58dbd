namespace Balancing.Algorithms;

/// <summary>The less loaded of two endpoints drawn at random; see <see cref="LoadBalancer.PowerOfTwoChoices"/>.</summary>
internal sealed class PowerOfTwoChoices(Random? random = null) : ILoadBalancer
{
    private readonly Random _random = random ?? Random.Shared;

    public bool UsesAffinity => false;

    public IEndpointPicker CreatePicker(EndpointSet endpoints) =>
        endpoints.Count == 1 ? new Single(endpoints[0])
        : endpoints.HasEqualWeights ? new Even(endpoints.Endpoints, _random)
        : new Weighted(endpoints, _random);

    private sealed class Single(Endpoint endpoint) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context) => endpoint;
    }

    private sealed class Even(Endpoint[] endpoints, Random random) : IEndpointPicker
    {
        public Endpoint Pick(in PickContext context)
        {
            // One 63-bit number gives both draws: the first from its high part, the second, among the others, from what is left.
            var count = (ulong)endpoints.Length;
            var first = (int)Math.BigMul((ulong)random.NextInt64() << 1, count, out var rest);
            var second = (int)Math.BigMul(rest, count - 1, out _);
            second += second >= first ? 1 : 0;

            Endpoint a = endpoints[first], b = endpoints[second];
            return b.InFlight < a.InFlight ? b : a;
        }
    }

    private sealed class Weighted(EndpointSet set, Random random) : IEndpointPicker
    {
        // With weights 9:1 a redraw is needed most of the time; three leave the fallback to about half of the picks there, and to
        // fewer than one in a thousand where no endpoint has more than a tenth of the weight.
        private const int MaxRedraws = 3;

        private readonly Endpoint[] _endpoints = set.Endpoints;
        private readonly double[] _weights = set.Weights.ToArray();
        private readonly AliasTable _table = new(set.Weights);

        public Endpoint Pick(in PickContext context)
        {
            int first = _table.Draw(random), second = _table.Draw(random);
            if (second == first) second = Redraw(first);
            Endpoint a = _endpoints[first], b = _endpoints[second];

            // Ties go to the first draw, so that an idle pool is shared by weight.
            return b.InFlight * _weights[first] < a.InFlight * _weights[second] ? b : a;
        }

        private int Redraw(int first)
        {
            for (var redraws = 0; redraws < MaxRedraws; redraws++)
            {
                var second = _table.Draw(random);
                if (second != first) return second;
            }

            var other = random.Next(_endpoints.Length - 1);
            return other >= first ? other + 1 : other;
        }
    }
}
