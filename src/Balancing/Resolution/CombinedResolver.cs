using Balancing.Internal;

namespace Balancing.Resolution;

/// <summary>See <see cref="Resolvers.Merge"/> and <see cref="Resolvers.Prioritize"/>.</summary>
internal sealed class CombinedResolver : IEndpointResolver
{
    private readonly IEndpointResolver[] _resolvers;
    private readonly bool _inTiers;

    public CombinedResolver(IEnumerable<IEndpointResolver> resolvers, bool inTiers)
    {
        ArgumentNullException.ThrowIfNull(resolvers);
        _resolvers = [.. resolvers];
        _inTiers = inTiers;
        if (_resolvers.Length == 0 || _resolvers.Contains(null)) throw new ArgumentException("At least one resolver is needed, and none may be null.", nameof(resolvers));
    }

    public IDisposable Subscribe(IEndpointListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return new Subscription(_resolvers, _inTiers, listener);
    }

    public void Refresh()
    {
        foreach (var resolver in _resolvers) resolver.Refresh();
    }

    private sealed class Subscription : IDisposable
    {
        private readonly bool _inTiers;
        private readonly IEndpointListener _listener;
        private readonly Heard?[] _heard;
        private readonly IDisposable?[] _subscriptions;
        private readonly CoalescingLatch _delivery;

        public Subscription(IEndpointResolver[] resolvers, bool inTiers, IEndpointListener listener)
        {
            (_inTiers, _listener) = (inTiers, listener);
            _heard = new Heard?[resolvers.Length];
            _delivery = new CoalescingLatch(Deliver);
            _subscriptions = new IDisposable?[resolvers.Length];
            try
            {
                for (var i = 0; i < resolvers.Length; i++) _subscriptions[i] = resolvers[i].Subscribe(new Part(this, i));
            }
            catch
            {
                // Nobody gets it, so nobody else could end those that there are.
                Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (var subscription in _subscriptions) subscription?.Dispose();
        }

        /// <summary>By the latch, so that an older list never overtakes a newer one.</summary>
        private void Deliver()
        {
            // Not before each has said something, even if only that it has failed: backups must not go first because they are quicker.
            var heard = new List<Heard>(_heard.Length);
            for (var i = 0; i < _heard.Length; i++)
            {
                if (Volatile.Read(ref _heard[i]) is not { } part) return;
                heard.Add(part);
            }

            var all = Combine(heard.ConvertAll(part => part.List));
            if (!heard.Exists(part => part.Fails)) _listener.OnResolved(all);
            else if (all.Count == 0) return;
            else if (_listener is IPartialListener partial) partial.OnPartlyResolved(all, Combine(heard.ConvertAll(part => part.Current)));
            else _listener.OnResolved(all);
        }

        private List<EndpointDescription> Combine(List<IReadOnlyList<EndpointDescription>> lists)
        {
            var combined = new List<EndpointDescription>();
            var seen = new HashSet<Uri>();
            var nextTier = 0;
            foreach (var list in lists)
            {
                var firstTier = nextTier;
                foreach (var endpoint in list)
                {
                    if (!seen.Add(endpoint.Address)) continue;
                    var tier = (int)Math.Min((long)firstTier + endpoint.Priority, int.MaxValue - 1);
                    combined.Add(_inTiers ? endpoint with { Priority = tier } : endpoint);
                    nextTier = Math.Max(nextTier, tier + 1);
                }
            }

            return combined;
        }

        /// <summary>What one has said.</summary>
        /// <param name="List">Its last list.</param>
        /// <param name="Current">What of that does not come from a source that fails.</param>
        /// <param name="Fails">Whether it, or one of those it is made of, fails since.</param>
        private sealed record Heard(IReadOnlyList<EndpointDescription> List, IReadOnlyList<EndpointDescription> Current, bool Fails);

        private sealed class Part(Subscription owner, int index) : IPartialListener
        {
            public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
            {
                // Kept, it would fail every delivery to come, those of the others too.
                if (endpoints is null || endpoints.Contains(null)) OnFailed(new ArgumentException("The resolver reported a list that is null or has a null in it.", nameof(endpoints)));
                else Hear(new Heard(endpoints, endpoints, false));
            }

            public void OnPartlyResolved(IReadOnlyList<EndpointDescription> endpoints, IReadOnlyList<EndpointDescription> current) => Hear(new Heard(endpoints, current, true));

            public void OnFailed(Exception error)
            {
                var before = Fail();
                owner._listener.OnFailed(error);

                // To others than these a list would look as if the failure were over.
                if (before is null || (!before.Fails && owner._listener is IPartialListener)) owner._delivery.Request();
            }

            private void Hear(Heard heard)
            {
                Volatile.Write(ref owner._heard[index], heard);
                owner._delivery.Request();
            }

            /// <summary>Keeps the last list. Returns what was known before.</summary>
            private Heard? Fail()
            {
                while (true)
                {
                    var before = Volatile.Read(ref owner._heard[index]);
                    if (before is { Fails: true } || Interlocked.CompareExchange(ref owner._heard[index], new Heard(before?.List ?? [], [], true), before) == before) return before;
                }
            }
        }
    }
}
