using System.Collections.Frozen;

namespace Balancing.Algorithms;

/// <summary>Another algorithm chooses, and a key stays where it was chosen for; see <see cref="LoadBalancer.Sticky"/>.</summary>
internal sealed class Sticky : ILoadBalancer
{
    private readonly ILoadBalancer _first;
    private readonly StickyOptions _options;

    public Sticky(ILoadBalancer first, StickyOptions? options)
    {
        _first = first;
        _options = (options ?? new StickyOptions()) with { };
        _options.Validate();
    }

    public IEndpointPicker CreatePicker(EndpointSet endpoints)
    {
        var table = endpoints.SharedState.GetOrAdd(() => new StickyTable(_options.Capacity));
        return new Picker(table, _options.TimeToLive, endpoints, _first.CreatePicker(endpoints));
    }

    private sealed class Picker(StickyTable table, TimeSpan timeToLive, EndpointSet endpoints, IEndpointPicker first) : IEndpointPicker
    {
        private readonly FrozenSet<Endpoint> _available = endpoints.ToFrozenSet();
        private readonly FrozenSet<Endpoint> _away = endpoints.Unavailable.ToFrozenSet();

        public Endpoint Pick(in PickContext context)
        {
            if (!context.Affinity.HasValue) return first.Pick(in context);
            var key = context.Affinity.Hash;
            var known = table.Find(key, context.Now, timeToLive);
            if (known is not null && _available.Contains(known) && !context.Excludes(known)) return known;

            var chosen = first.Pick(in context);

            // One that is away, full or has failed this once is not given up: the key comes home. One that has left the list is.
            if (known is null || !(_available.Contains(known) || _away.Contains(known))) table.Remember(key, chosen, context.Now);
            return chosen;
        }

        // Also for those that the algorithm did not choose: it learns from every request.
        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => first.OnCompleted(endpoint, in outcome);
    }
}
