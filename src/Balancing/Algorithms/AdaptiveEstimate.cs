namespace Balancing.Algorithms;

/// <summary>What is known of one endpoint: how much slower than the pool it is, how long its requests have been waiting, how often they fail.</summary>
/// <remarks>Of completions that race one goes without. Readers may see one field before and another after a completion, which an estimate bears.</remarks>
internal sealed class AdaptiveEstimate
{
    /// <summary>In 30 s: without answers a slow endpoint counts as half as slow after some 20 s, and is tried again.</summary>
    private const double SlowForgetting = 1 / 30.0;

    /// <summary>One answer says a fifth.</summary>
    private const double FastNoise = 5;

    /// <summary>Of answers that come closer together than a 1/1024 of the shorter memory, one is enough.</summary>
    private const double SampleSpacing = 1.0 / 1024;

    /// <summary>So many picks, at most, has one to catch up.</summary>
    private const double MaxLag = 3;

    /// <summary>And so many has who is picked had too many, at most: half a pick less than what counts.</summary>
    private const double MaxAhead = 1.5;

    /// <summary>1 µs: below that, latency is noise of the clock.</summary>
    private const double MinLatency = 1e-6;

    private int _busy;
    private DeviationFilter _slow = new();
    private DeviationFilter _fast = new();
    private FailureRecord _failures;
    private WaitingRequests _waiting;
    private double _lastLog = double.NaN;
    private double _observedAt = double.NegativeInfinity;
    private AdaptivePlace? _place;
    private double _turns;

    /// <summary>Where the newest picker has the endpoint.</summary>
    public AdaptivePlace? Place
    {
        get => Volatile.Read(ref _place);
        set => Volatile.Write(ref _place, value);
    }

    public static AdaptiveEstimate Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new AdaptiveEstimate());

    /// <summary>By how much a request here takes longer than one at an endpoint that is as the pool is on average, in logarithms.</summary>
    public double Cost(TimeSpan at, AdaptivePool pool)
    {
        var now = at.TotalSeconds;
        var slow = _slow.At(now, SlowForgetting);
        var cost = slow + Math.Max(0, _fast.At(now, pool.FastForgetting) - pool.FastThreshold) + _failures.Cost(now, pool.FailureRate);
        var patience = _waiting.TotalAge(at) * pool.Patience;

        // Too little to take a logarithm of.
        return patience < 0.02 ? cost : cost + Math.Log(1 + (patience * Math.Exp(-slow)));
    }

    /// <summary>How many picks the endpoint has had more than its weight gives it.</summary>
    public double Lead(AdaptivePool pool) => Volatile.Read(ref _turns) - pool.Turns;

    /// <param name="now">The time.</param>
    /// <param name="turns">What one pick counts: less for one that is to have many.</param>
    /// <param name="pool">The others.</param>
    public void OnPicked(TimeSpan now, double turns, AdaptivePool pool)
    {
        _waiting.Add(now);

        // While somebody is avoided, all others are ahead, and more and more. Then the pool's time goes with them: if all had too many, nobody could be told from another.
        var had = Volatile.Read(ref _turns);
        if (had > pool.Turns + MaxAhead) pool.Turns = had - MaxAhead;

        // Who was away has not been saving up.
        Volatile.Write(ref _turns, Math.Max(had, pool.Turns - MaxLag) + turns);
    }

    public void OnCompleted(in RequestOutcome outcome, AdaptivePool pool)
    {
        _waiting.Remove(outcome.Begun);
        if (outcome.Kind == OutcomeKind.Cancelled) return;
        var now = outcome.Now.TotalSeconds;
        var failed = outcome.Kind != OutcomeKind.Success;

        // A thousand answers tell as much as all of them would, and thousands per second cost less.
        if (!failed && (now - Volatile.Read(ref _observedAt)) * pool.FastForgetting < SampleSpacing) return;
        if (Interlocked.Exchange(ref _busy, 1) != 0) return;
        Volatile.Write(ref _observedAt, now);
        var log = Math.Log(Math.Max(outcome.Latency.TotalSeconds, MinLatency));
        _failures.Observe(outcome.Kind, now);

        // First the pool: without it the first answer would have nothing to be compared with.
        pool.Observe(failed, log, _lastLog);
        if (!failed) _lastLog = log;

        // A failure says nothing about speed, but for one that took longer than an answer.
        var off = log - pool.MeanLog;
        if (!failed || (outcome.Kind == OutcomeKind.LocalOriginFailure && off > _slow.At(now, SlowForgetting)))
        {
            var slow = _slow.Observe(off, pool.Noise, now, SlowForgetting);
            _fast.Observe(off - slow, FastNoise, now, pool.FastForgetting);
        }

        Volatile.Write(ref _busy, 0);
    }
}
