namespace Balancing.Algorithms;

/// <summary>What is known of one endpoint: how much slower than the pool it is, how long its requests have been waiting, how often they fail.</summary>
/// <remarks>Of completions that race one goes without. Readers may see one field before and another after a completion, which an estimate bears.</remarks>
internal sealed class AdaptiveEstimate
{
    /// <summary>30 s: without answers a slow endpoint counts as half as slow after some 20 s, and is tried again.</summary>
    private const double SlowMemory = 30;

    /// <summary>What is slow only now is forgotten in 40 mean latencies, within these limits.</summary>
    private const double FastLatencies = 40;
    private const double MinFastMemory = 0.1;
    private const double MaxFastMemory = 10;

    /// <summary>One answer says a fifth.</summary>
    private const double FastNoise = 5;

    /// <summary>Only what is above a quarter of a standard deviation counts: the rest is luck.</summary>
    private const double FastThreshold = 0.25;

    /// <summary>Waiting for ten times the expected latency is as bad as a further request in flight.</summary>
    private const double PatientLatencies = 10;

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
    private AdaptivePlace? _place;
    private double _turns;

    /// <summary>Where the newest picker has the endpoint.</summary>
    public AdaptivePlace? Place
    {
        get => Volatile.Read(ref _place);
        set => Volatile.Write(ref _place, value);
    }

    public static AdaptiveEstimate Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new AdaptiveEstimate());

    /// <summary>By how much a request here takes longer than one at an idle endpoint that is as the pool is on average, in logarithms.</summary>
    public double Cost(TimeSpan at, AdaptivePool pool)
    {
        var (now, latency) = (at.TotalSeconds, pool.MeanLatency);
        var slow = _slow.At(now, SlowMemory);
        var cost = slow + Math.Max(0, _fast.At(now, FastMemory(latency)) - (FastThreshold * pool.Deviation)) + _failures.Cost(now, pool.FailureRate);
        var patience = _waiting.TotalAge(at) / (PatientLatencies * latency);

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
        if (outcome.Kind == OutcomeKind.Cancelled || Interlocked.Exchange(ref _busy, 1) != 0) return;

        var now = outcome.Now.TotalSeconds;
        var failed = outcome.Kind != OutcomeKind.Success;
        var log = Math.Log(Math.Max(outcome.Latency.TotalSeconds, MinLatency));
        _failures.Observe(outcome.Kind, now);

        // First the pool: without it the first answer would have nothing to be compared with.
        pool.Observe(failed, log, _lastLog);
        if (!failed) _lastLog = log;

        // A failure says nothing about speed, but for one that took longer than an answer.
        var off = log - pool.MeanLog;
        if (!failed || (outcome.Kind == OutcomeKind.LocalOriginFailure && off > _slow.At(now, SlowMemory)))
        {
            var slow = _slow.Observe(off, pool.Noise, now, SlowMemory);
            _fast.Observe(off - slow, FastNoise, now, FastMemory(pool.MeanLatency));
        }

        Volatile.Write(ref _busy, 0);
    }

    private static double FastMemory(double meanLatency) => Math.Clamp(FastLatencies * meanLatency, MinFastMemory, MaxFastMemory);
}
