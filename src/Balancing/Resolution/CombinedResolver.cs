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
        private readonly IReadOnlyList<EndpointDescription>?[] _lists;
        private readonly bool[] _heard;
        private readonly IDisposable[] _subscriptions;
        private readonly CoalescingLatch _delivery;

        public Subscription(IEndpointResolver[] resolvers, bool inTiers, IEndpointListener listener)
        {
            (_inTiers, _listener) = (inTiers, listener);
            _lists = new IReadOnlyList<EndpointDescription>?[resolvers.Length];
            _heard = new bool[resolvers.Length];
            _delivery = new CoalescingLatch(Deliver);
            _subscriptions = new IDisposable[resolvers.Length];
            for (var i = 0; i < resolvers.Length; i++) _subscriptions[i] = resolvers[i].Subscribe(new Part(this, i));
        }

        public void Dispose()
        {
            foreach (var subscription in _subscriptions) subscription.Dispose();
        }

        /// <summary>By the latch, so that an older list never overtakes a newer one.</summary>
        private void Deliver()
        {
            // Not before each has said something, even if only that it has failed: backups must not go first because they are quicker.
            for (var i = 0; i < _heard.Length; i++)
            {
                if (!Volatile.Read(ref _heard[i])) return;
            }

            var combined = new List<EndpointDescription>();
            var seen = new HashSet<Uri>();
            var nextTier = 0;
            for (var i = 0; i < _lists.Length; i++)
            {
                if (Volatile.Read(ref _lists[i]) is not { Count: > 0 } list) continue;
                var firstTier = nextTier;
                foreach (var endpoint in list)
                {
                    if (!seen.Add(endpoint.Address)) continue;
                    var tier = (int)Math.Min((long)firstTier + endpoint.Priority, int.MaxValue - 1);
                    combined.Add(_inTiers ? endpoint with { Priority = tier } : endpoint);
                    nextTier = Math.Max(nextTier, tier + 1);
                }
            }

            if (combined.Count > 0) _listener.OnResolved(combined);
        }

        private void Hear(int index)
        {
            Volatile.Write(ref _heard[index], true);
            _delivery.Request();
        }

        private sealed class Part(Subscription owner, int index) : IEndpointListener
        {
            public void OnResolved(IReadOnlyList<EndpointDescription> endpoints)
            {
                Volatile.Write(ref owner._lists[index], endpoints);
                owner.Hear(index);
            }

            public void OnFailed(Exception error)
            {
                owner._listener.OnFailed(error);
                if (!Volatile.Read(ref owner._heard[index])) owner.Hear(index);
            }
        }
    }
}
