using Balancing.Health;

namespace Balancing.Tests.Health.Support;

/// <summary>Drives a cluster through a sequence of events and checks, after each, what must always hold.</summary>
internal sealed class HealthModel : IDisposable
{
    private readonly Fleet _fleet;
    private readonly List<Attempt> _pending = [];
    private readonly Dictionary<Endpoint, HealthState> _told = [];
    private readonly HashSet<Endpoint> _drained = [];
    private readonly int _percent;
    private readonly int _size;
    private int _read;

    public HealthModel(int size, int percent, int seed)
    {
        (_size, _percent) = (size, percent);
        _fleet = new Fleet(size, options => options.OutlierDetection.MaxEjectionPercent = percent, new Random(seed), LoadBalancer.Random(new Random(seed)));
    }

    private IEnumerable<Endpoint> Usable => _fleet.Cluster.Endpoints.Where(endpoint => !_drained.Contains(endpoint));

    public void Apply((int What, int Which) step)
    {
        // Also those that are not on the list just now: they come back as they went.
        var before = _told.Keys.Concat(_fleet.Cluster.Endpoints).Where(IsOut).ToHashSet();
        switch (step.What)
        {
            case < 40: Begin(); break;
            case < 80: Complete(step.Which, (OutcomeKind)(step.Which % 6)); break;
            case < 87: Burst(step.Which); break;
            case < 94: _fleet.Clock.Advance(TimeSpan.FromMilliseconds(step.Which * step.Which)); break;
            case < 96: _fleet.Resolver.Update(EndpointSets.Descriptions(1 + (step.Which % _size))); break;
            case < 98: Drain(_fleet[step.Which % _fleet.Cluster.Endpoints.Count]); break;
            default: Ready(); break;
        }

        Check(before);
    }

    /// <summary>Everything ends, everybody is well again: nothing may be left behind.</summary>
    public void Rest()
    {
        while (_pending.Count > 0) Complete(0, OutcomeKind.Cancelled);
        Assert.All(_told.Keys.Concat(_fleet.Cluster.Endpoints), endpoint => Assert.Equal(0, endpoint.InFlight));
        while (_drained.Count > 0) Ready();
        for (var i = 0; i < 400; i++)
        {
            for (var request = 0; request < 10 * _size; request++) _fleet.Cluster.Begin().Complete(OutcomeKind.Success, TimeSpan.FromMilliseconds(1));
            _fleet.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(_fleet.Cluster.Endpoints.Count, _fleet.Count(HealthState.Healthy));
        Assert.False(_fleet.Cluster.IsPanicking);
    }

    public void Dispose() => _fleet.Dispose();

    private static bool IsOut(Endpoint endpoint) => endpoint.Status.IsEjected || endpoint.Status.IsProbing;

    private void Begin()
    {
        if (!Usable.Any())
        {
            Assert.Equal(NoEndpointReason.AllDraining, Assert.Throws<NoEndpointException>(() => _fleet.Cluster.Begin()).Reason);
            return;
        }

        var probesLeft = Usable.Where(endpoint => endpoint.Status.IsProbing).ToHashSet();
        var attempt = _fleet.Cluster.Begin();
        _pending.Add(attempt);
        Assert.Contains(attempt.Endpoint, Usable);
        if (!_fleet.Cluster.IsPanicking) Assert.True(!IsOut(attempt.Endpoint) || probesLeft.Contains(attempt.Endpoint), "An ejected endpoint was picked.");
    }

    private void Complete(int which, OutcomeKind kind)
    {
        if (_pending.Count == 0) return;
        var attempt = _pending[which % _pending.Count];
        _pending.RemoveAt(which % _pending.Count);
        attempt.Complete(kind, TimeSpan.FromMilliseconds(1 + (which % 50)));
    }

    /// <summary>Many requests, of which all that go to some of the endpoints fail.</summary>
    private void Burst(int which)
    {
        if (!Usable.Any()) return;
        for (var i = 0; i < 30 * _size; i++)
        {
            var attempt = _fleet.Cluster.Begin();
            var fails = (attempt.Endpoint.Hash >> (which % 60) & 1) == 1;
            attempt.Complete(fails ? OutcomeKind.GatewayError : OutcomeKind.Success, TimeSpan.FromMilliseconds(fails ? 900 : 10));
        }
    }

    private void Drain(Endpoint endpoint)
    {
        var task = _fleet.Cluster.Drain(endpoint);
        _drained.Add(endpoint);
        Assert.Equal(endpoint.InFlight == 0, task.IsCompleted);
    }

    private void Ready()
    {
        if (_drained.FirstOrDefault() is not { } endpoint) return;
        _fleet.Cluster.Ready(endpoint);
        _drained.Remove(endpoint);
    }

    private void Check(HashSet<Endpoint> outBefore)
    {
        for (; _read < _fleet.Log.Changes.Count; _read++) Follow(_fleet.Log.Changes[_read]);

        var usable = Usable.ToList();
        var gone = usable.Where(IsOut).ToList();
        var cap = _percent == 0 ? 0 : Math.Min(Math.Max(1, usable.Count * _percent / 100), usable.Count - 1);

        // A shorter list may leave more ejected than may be, but nobody is ejected on top of that.
        if (gone.Except(outBefore).Any()) Assert.InRange(gone.Count, 1, cap);
        foreach (var endpoint in _fleet.Cluster.Endpoints)
        {
            Assert.False(endpoint.Status.IsEjected && endpoint.Status.IsProbing);
            Assert.InRange(Ejection.Of(endpoint).Multiplier, 0, 10);
            Assert.Equal(_pending.Count(attempt => attempt.Endpoint == endpoint), endpoint.InFlight);
        }
    }

    /// <summary>In use → ejected → probing → in use or ejected again: two ejections in a row would be one too many.</summary>
    private void Follow(HealthChange change)
    {
        if (change.Reason > HealthChangeReason.ProbeSucceeded) return;
        Assert.Equal(_told.GetValueOrDefault(change.Endpoint), change.From);
        var expected = change.From switch
        {
            HealthState.Healthy => change.To == HealthState.Ejected,
            HealthState.Ejected => change.To == HealthState.Probing,
            _ => change.To is HealthState.Healthy or HealthState.Ejected,
        };
        Assert.True(expected, $"{change.From} became {change.To}.");
        if (change.To == HealthState.Ejected) Assert.InRange(change.Duration!.Value.TotalSeconds, 30, 300);
        _told[change.Endpoint] = change.To;
    }
}
