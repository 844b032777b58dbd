namespace Balancing.Health;

/// <summary>Applies the judges' votes: under the cap, once per run, with growing ejection times and a half-open return.</summary>
/// <remarks>
/// An endpoint is in use, ejected, or probing; only one in use can be voted out, so no ejection is counted twice. Every change begins a
/// new set of counters, so that requests begun before do not count after. Not thread-safe: called inside the rebuild latch.
/// </remarks>
internal sealed class OutlierDetector
{
    private readonly OutlierDetectionOptions _options;
    private readonly double _panicThreshold;
    private readonly Random _random;
    private readonly ConsecutiveFailuresJudge _atOnce;
    private readonly IOutlierJudge[] _perSweep;
    private TimeSpan _nextSweep;

    public OutlierDetector(OutlierDetectionOptions options, double panicThreshold, TimeSpan now, Random random)
    {
        _options = options;
        _panicThreshold = panicThreshold;
        _random = random;
        _atOnce = new ConsecutiveFailuresJudge(options);
        _perSweep = [new FailurePercentageJudge(options), new SuccessRateJudge(options), new LatencyJudge(options)];
        _nextSweep = now + options.Interval;
    }

    /// <summary>How many endpoints had so many failures in a row that they should be ejected, when last looked at, but were not: there was no room under the cap.</summary>
    public int NotEjected { get; private set; }

    /// <summary>Does what is due, and returns when it wants to be called next.</summary>
    /// <param name="endpoints">Those that could be used: not drained, weight above 0.</param>
    /// <param name="now">The time.</param>
    /// <param name="changes">Gets what happened.</param>
    public TimeSpan Run(IReadOnlyList<Endpoint> endpoints, TimeSpan now, List<HealthChange> changes)
    {
        foreach (var endpoint in endpoints) Return(endpoint, now, changes);

        var inUse = endpoints.Where(endpoint => endpoint.Status is { IsEjected: false, IsProbing: false }).ToArray();
        var votes = new List<Vote>();
        var sweep = now >= _nextSweep;
        var samples = Array.ConvertAll(inUse, endpoint => Sample(endpoint, sweep));
        _atOnce.Judge(samples, votes);
        if (sweep)
        {
            foreach (var judge in _perSweep) judge.Judge(samples, votes);
            _nextSweep = now + _options.Interval;
        }

        Apply(endpoints, inUse, votes, now, changes);
        NotEjected = votes.Where(vote => vote.Reason <= HealthChangeReason.ConsecutiveLocalOriginFailures && !inUse[vote.Index].Status.IsEjected).DistinctBy(vote => vote.Index).Count();
        if (sweep) Array.ForEach(inUse, endpoint => Forgive(endpoint, now));
        return endpoints.Where(e => e.Status.IsEjected).Select(e => Ejection.Of(e).ReturnsAt).Append(_nextSweep).Min();
    }

    /// <summary>⌊n · percent ÷ 100⌋, at least 1, never the last; none at 0 %.</summary>
    internal int MayBeEjected(int count) =>
        _options.MaxEjectionPercent == 0 ? 0 : Math.Min(Math.Max(1, count * _options.MaxEjectionPercent / 100), count - 1);

    private static EndpointSample Sample(Endpoint endpoint, bool sweep)
    {
        var outcomes = endpoint.Outcomes;
        var window = sweep ? outcomes.Rotate() : null;
        return new EndpointSample(
            outcomes.ConsecutiveServerErrors,
            outcomes.ConsecutiveGatewayErrors,
            outcomes.ConsecutiveLocalOriginFailures,
            window?.Latencies.Total ?? 0,
            window is null ? 0 : window.ServerFailures + window.LocalOriginFailures,
            window?.Latencies.Median() ?? 0);
    }

    private void Apply(IReadOnlyList<Endpoint> endpoints, Endpoint[] inUse, List<Vote> votes, TimeSpan now, List<HealthChange> changes)
    {
        if (votes.Count == 0) return;
        var count = endpoints.Count;
        var room = MayBeEjected(count) - (count - inUse.Length);

        // An ejection that began a panic would bring back all that were kept out before it: worse than none. So the last that are well stay.
        var well = inUse.Count(IsWell);
        var needed = Math.Max(1, _panicThreshold * count);

        // Whoever has a tier of others to take over is not held back by the cap where it fails for certain: that begins no panic, but a failover.
        var tiers = endpoints.CountBy(endpoint => endpoint.Priority).ToDictionary();
        var wellByTier = endpoints.Where(IsWell).CountBy(endpoint => endpoint.Priority).ToDictionary();

        // Failures in a row come first, latency last, where there is not room for all.
        foreach (var vote in votes.OrderBy(vote => vote.Reason))
        {
            var endpoint = inUse[vote.Index];
            if (endpoint.Status.IsEjected) continue;
            if (vote.Enforcement < 100 && _random.Next(100) >= vote.Enforcement)
            {
                // Reported once per row of failures, and begun again. Another detector's vote still counts.
                if (vote.Reason <= HealthChangeReason.ConsecutiveLocalOriginFailures) endpoint.Outcomes.ResetConsecutive();
                changes.Add(Change(HealthState.Healthy, null) with { Enforced = false });
            }
            else if ((room > 0 && (!IsWell(endpoint) || well - 1 >= needed || (well > 1 && well < needed))) || MayFailOver(vote.Reason, endpoint))
            {
                room--;
                if (IsWell(endpoint))
                {
                    well--;

                    // Checks may pass at any time: it may be well only since the others were counted.
                    wellByTier[endpoint.Priority] = wellByTier.GetValueOrDefault(endpoint.Priority) - 1;
                }

                changes.Add(Change(HealthState.Ejected, Eject(endpoint, now)));
            }

            HealthChange Change(HealthState to, TimeSpan? duration) => new(endpoint, HealthState.Healthy, to, vote.Reason)
            {
                Measured = vote.Measured,
                Threshold = vote.Threshold,
                Fleet = vote.Fleet,
                Duration = duration,
            };
        }

        bool IsWell(Endpoint endpoint) => endpoint.Status.StateAt(now) == HealthState.Healthy;

        bool MayFailOver(HealthChangeReason reason, Endpoint endpoint) =>
            reason <= HealthChangeReason.ConsecutiveLocalOriginFailures && _options.MaxEjectionPercent > 0
            && wellByTier.Any(tier => tier.Key != endpoint.Priority && tier.Value > 0 && tier.Value >= _panicThreshold * tiers[tier.Key]);
    }

    private TimeSpan Eject(Endpoint endpoint, TimeSpan now)
    {
        var ejection = Ejection.Of(endpoint);
        if (_options.BaseEjectionTime * ejection.Multiplier < _options.MaxEjectionTime) ejection.Multiplier++;
        var time = _options.BaseEjectionTime * ejection.Multiplier;
        if (time > _options.MaxEjectionTime) time = _options.MaxEjectionTime;
        time += _options.EjectionJitter * _random.NextDouble();

        ejection.ReturnsAt = now + time;
        endpoint.Status.IsProbing = false;
        endpoint.Status.IsEjected = true;
        endpoint.ForgetOutcomes();
        return time;
    }

    /// <summary>Ejected → probing when its time is over; probing → in use or ejected again, as its one request went.</summary>
    private void Return(Endpoint endpoint, TimeSpan now, List<HealthChange> changes)
    {
        var (status, ejection) = (endpoint.Status, Ejection.Of(endpoint));
        if (status.IsEjected && now >= ejection.ReturnsAt)
        {
            endpoint.ForgetOutcomes();
            status.IsEjected = false;
            status.IsProbing = true;
            changes.Add(new HealthChange(endpoint, HealthState.Ejected, HealthState.Probing, HealthChangeReason.EjectionTimeOver));
        }

        if (!status.IsProbing) return;
        var trial = endpoint.Outcomes.Active;
        if (trial.ServerFailures + trial.LocalOriginFailures > 0)
        {
            changes.Add(new HealthChange(endpoint, HealthState.Probing, HealthState.Ejected, HealthChangeReason.ProbeFailed) { Duration = Eject(endpoint, now) });
        }
        else if (trial.Latencies.Total > 0 || status.CheckPassedAt >= ejection.ReturnsAt)
        {
            var reason = trial.Latencies.Total > 0 ? HealthChangeReason.ProbeSucceeded : HealthChangeReason.ActiveCheckPassed;
            status.IsProbing = false;
            status.GrowsSince = now;
            ejection.ReturnedAt = now;
            endpoint.ForgetOutcomes();
            changes.Add(new HealthChange(endpoint, HealthState.Probing, HealthState.Healthy, reason));
        }
    }

    /// <summary>A whole interval without an ejection takes one step off the next one's length.</summary>
    private void Forgive(Endpoint endpoint, TimeSpan now)
    {
        var ejection = Ejection.Of(endpoint);
        if (!endpoint.Status.IsEjected && ejection.Multiplier > 0 && now - ejection.ReturnedAt >= _options.Interval) ejection.Multiplier--;
    }
}
