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
        protected override Endpoint? Find(in PickContext context, double mostInFlight)
        {
            var key = context.Affinity.Hash;
            var position = ring.PositionOf(key);
            var before = -1;
            for (var steps = 0; steps < ring.Size; steps++)
            {
                // So long a search may be in vain: when all are full, every request would go once around the ring to learn it.
                if (steps == members.Count && !AnyAccepts(key, in context, mostInFlight)) return null;
                var index = ring[position];
                position = position + 1 < ring.Size ? position + 1 : 0;
                if (index == before) continue;
                before = index;
                if (Accepts(index, key, in context, mostInFlight)) return members[index];
            }

            return null;
        }

        private bool AnyAccepts(ulong key, in PickContext context, double mostInFlight)
        {
            for (var i = 0; i < members.Count; i++)
            {
                if (Accepts(i, key, in context, mostInFlight)) return true;
            }

            return false;
        }

        private bool Accepts(int index, ulong key, in PickContext context, double mostInFlight) =>
            members.Takes(index, key) && Accepts(members[index], members.ShareOf(index), in context, mostInFlight);
    }
}
