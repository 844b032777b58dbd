namespace Balancing.Health;

/// <summary>Keeps an eye on a cluster's endpoints: runs outlier detection, follows active checks, and tells what has changed.</summary>
/// <remarks>Not thread-safe: called inside the rebuild latch.</remarks>
internal sealed class HealthMonitor : IDisposable
{
    private OutlierDetector? _detector;
    private readonly ActiveHealthChecker? _checker;
    private bool _started;

    /// <summary>Whether every endpoint is checked, or those that <see cref="Watch"/> names.</summary>
    public bool ChecksAll { get; init; } = true;

    /// <summary>Whether the last run has seen more failures, and half of the endpoints or more fail now: perhaps the list is out of date.</summary>
    public bool HalfFail { get; private set; }

    public HealthMonitor(HealthOptions options, TimeProvider time, Func<TimeSpan> now, Random random, Action changed)
    {
        if (options.OutlierDetection.Enabled) _detector = new OutlierDetector(options.OutlierDetection, options.FailClosed ? 0 : options.PanicThreshold, now(), random);
        if (options.ActiveChecks.Probe is { } probe) _checker = new ActiveHealthChecker(probe, options.ActiveChecks, time, now, random, changed);
    }

    /// <summary>The list has changed: newcomers grow into their share, unless they are the first there are.</summary>
    /// <param name="added">All that are in the list now and were not.</param>
    /// <param name="fresh">Those of them that have not been there a short time ago: nothing is known of them yet.</param>
    /// <param name="removed">Those that are in the list no longer.</param>
    /// <param name="now">The time.</param>
    public void OnEndpointsChanged(IReadOnlyList<Endpoint> added, IReadOnlyList<Endpoint> fresh, IReadOnlyList<Endpoint> removed, TimeSpan now)
    {
        foreach (var endpoint in added) endpoint.Status.GrowsSince = _started ? now : null;
        _started = true;
        _checker?.Expect(fresh);
        if (ChecksAll) _checker?.OnEndpointsChanged(added, removed);
    }

    /// <summary>Checks these endpoints and no others.</summary>
    public void Watch(IReadOnlySet<Endpoint> endpoints) => _checker?.Watch(endpoints);

    /// <summary>Does what is due. Returns when something will be due next, if anything.</summary>
    public TimeSpan? Run(ReadOnlySpan<Endpoint> endpoints, TimeSpan now, List<HealthChange> changes)
    {
        var usable = new List<Endpoint>(endpoints.Length);
        foreach (var endpoint in endpoints)
        {
            Follow(endpoint, now, changes);
            if (endpoint.Weight > 0 && !endpoint.Status.IsDraining) usable.Add(endpoint);
        }

        var due = _detector?.Run(usable, now, changes);
        HalfFail = (changes.Count > 0 || _detector is { NotEjected: > 0 }) && 2 * Failing(usable, now) >= usable.Count && usable.Count > 0;
        return due;
    }

    private int Failing(List<Endpoint> usable, TimeSpan now) =>
        (_detector?.NotEjected ?? 0) + usable.Count(endpoint => endpoint.Status.StateAt(now) is HealthState.Ejected or HealthState.Unhealthy or HealthState.Probing);

    public void Dispose()
    {
        // Nobody would wake it to bring an ejected endpoint back.
        _detector = null;
        _checker?.Dispose();
    }

    /// <summary>Tells of what others did to the status since the last run.</summary>
    private static void Follow(Endpoint endpoint, TimeSpan now, List<HealthChange> changes)
    {
        var (status, seen) = (endpoint.Status, SeenStatus.Of(endpoint));
        var throttled = status.ThrottledUntil > now;
        Tell(seen.IsDraining, status.IsDraining, HealthState.Draining, HealthChangeReason.Drained, HealthChangeReason.MadeReady);
        Tell(seen.FailsChecks, status.FailsChecks, HealthState.Unhealthy, HealthChangeReason.ActiveCheckFailed, HealthChangeReason.ActiveCheckPassed);
        Tell(seen.IsThrottled, throttled, HealthState.Throttled, HealthChangeReason.RetryAfter, HealthChangeReason.RetryAfterOver);
        if ((seen.FailsChecks && !status.FailsChecks) || (seen.IsDraining && !status.IsDraining)) status.GrowsSince = now;
        (seen.IsDraining, seen.FailsChecks, seen.IsThrottled) = (status.IsDraining, status.FailsChecks, throttled);

        void Tell(bool before, bool after, HealthState state, HealthChangeReason begins, HealthChangeReason ends)
        {
            if (before == after) return;
            changes.Add(new HealthChange(endpoint, after ? HealthState.Healthy : state, after ? state : status.StateAt(now), after ? begins : ends)
            {
                Duration = after && state == HealthState.Throttled ? status.ThrottledUntil - now : null,
            });
        }
    }
}
