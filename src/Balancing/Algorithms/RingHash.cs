namespace Balancing.Algorithms;

/// <summary>The next point on a ring; see <see cref="LoadBalancer.RingHash"/>.</summary>
internal sealed class RingHash(HashingOptions? options = null, Random? random = null) : ILoadBalancer
{
    private readonly HashingOptions _options = (options ?? new HashingOptions()).Frozen();
    private readonly WeightedRandom _withoutKey = new(random);

    public IEndpointPicker CreatePicker(EndpointSet endpoints)
    {
        var members = new HashMembers(endpoints);
        var cache = endpoints.SharedState.GetOrAdd(static () => new TableCache<Ring>());
        var ring = cache.Get(members, Ring.ScaleFor(members.Weights, _options), static (members, scale) => new Ring(members.Hashes, members.Weights, scale));
        return new Picker(members, ring, _withoutKey.CreatePicker(endpoints), LoadBound.Of(_options, endpoints));
    }

    private sealed class Picker(HashMembers members, Ring ring, IEndpointPicker withoutKey, LoadBound? bound) : HashPicker(withoutKey, bound)
    {
        /// <summary>With nineteen of twenty endpoints away, one key in 500,000 finds nobody in so many steps. Where all are full, no request need go round the whole ring to learn it.</summary>
        private const int MaxSteps = 256;

        protected override Endpoint? Find(in PickContext context, double mostInFlight)
        {
            var position = ring.PositionOf(context.Affinity.Hash);
            var before = -1;
            for (var steps = 0; steps < MaxSteps; steps++)
            {
                var index = ring[position];
                position = position + 1 < ring.Size ? position + 1 : 0;
                if (index == before) continue;
                before = index;
                if (Accepts(members, index, in context, mostInFlight)) return members[index];
            }

            return HighestScore(members, in context, mostInFlight);
        }
    }
}
