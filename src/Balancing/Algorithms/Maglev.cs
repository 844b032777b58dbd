using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>A look into a table; see <see cref="LoadBalancer.Maglev"/>.</summary>
internal sealed class Maglev(HashingOptions? options = null, Random? random = null) : ILoadBalancer
{
    private readonly HashingOptions _options = (options ?? new HashingOptions()).Frozen();
    private readonly WeightedRandom _withoutKey = new(random);

    public IEndpointPicker CreatePicker(EndpointSet endpoints)
    {
        var members = new HashMembers(endpoints);
        var cache = endpoints.SharedState.GetOrAdd(static () => new TableCache<MaglevTable>());
        var table = cache.Get(members, _options.MaglevTableSize, static (members, size) => new MaglevTable(members.Hashes, members.Weights, (int)size));
        return new Picker(members, table, _withoutKey.CreatePicker(endpoints), LoadBound.Of(_options, endpoints));
    }

    private sealed class Picker(HashMembers members, MaglevTable table, IEndpointPicker withoutKey, LoadBound? bound) : HashPicker(withoutKey, bound)
    {
        /// <summary>With half of all endpoints away, one key in 65,000 finds nobody in so many tries.</summary>
        private const int MaxTries = 16;

        protected override Endpoint? Find(in PickContext context, double mostInFlight)
        {
            var slot = context.Affinity.Hash;
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var index = table[slot];
                if (Accepts(members, index, in context, mostInFlight)) return members[index];
                slot = XxHash64.Avalanche(slot + 1);
            }

            return HighestScore(members, in context, mostInFlight);
        }
    }
}
