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
        return new Picker(table, _options.TimeToLive, endpoints, _first.CreatePicker(ForNewKeys(endpoints)));
    }

    /// <summary>An endpoint that is being drained may keep its keys, but is not to get new ones.</summary>
    private static EndpointSet ForNewKeys(EndpointSet set)
    {
        // Looked at once: it may begin just now.
        int[] staying = [.. Enumerable.Range(0, set.Count).Where(i => !set[i].Status.IsDraining)];
        if (staying.Length == 0 || staying.Length == set.Count) return set;
        var endpoints = Array.ConvertAll(staying, i => set[i]);
        var weights = Array.ConvertAll(staying, i => set.Weights[i]);
        var lastingWeights = Array.ConvertAll(staying, i => set.LastingWeights[i]);
        return new EndpointSet(endpoints, weights, set.SharedState, lastingWeights)
        {
            ReportFactors = set.ReportFactors is { } factors ? Array.ConvertAll(staying, i => factors[i]) : null,
            Unavailable = [.. set.Unavailable, .. set.Except(endpoints)],
        };
    }

    private sealed class Picker : IEndpointPicker
    {
        private readonly StickyTable _table;
        private readonly TimeSpan _timeToLive;
        private readonly IEndpointPicker _first;

        /// <summary>Whose home is whose, of all endpoints on the list; <see langword="null"/> for those who are away.</summary>
        private readonly Dictionary<StickyHome, Endpoint?> _homes;

        public Picker(StickyTable table, TimeSpan timeToLive, EndpointSet endpoints, IEndpointPicker first)
        {
            (_table, _timeToLive, _first) = (table, timeToLive, first);
            _homes = new Dictionary<StickyHome, Endpoint?>(endpoints.Count + endpoints.Unavailable.Count);
            foreach (var endpoint in endpoints.Unavailable) _homes[StickyHome.Of(endpoint)] = null;
            foreach (var endpoint in endpoints) _homes[StickyHome.Of(endpoint)] = endpoint;
        }

        public Endpoint Pick(in PickContext context)
        {
            if (!context.Affinity.HasValue) return _first.Pick(in context);
            var key = context.Affinity.Hash;
            Endpoint? known = null;
            var hasHome = _table.Find(key, context.Now, _timeToLive) is { } home && _homes.TryGetValue(home, out known);
            if (known is not null && !context.Excludes(known)) return known;

            // One that is away, full or has failed this once is not given up: the key comes home. One that has left the list is. And where the
            // request will not be, its key is not at home: a strategy that draws is asked again if it has drawn one that is full.
            var chosen = _first.Pick(in context);
            if (!hasHome && !context.Excludes(chosen)) _table.Remember(key, StickyHome.Of(chosen), context.Now);
            return chosen;
        }

        // Also for those that the algorithm did not choose: it learns from every request.
        public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome) => _first.OnCompleted(endpoint, in outcome);
    }
}
