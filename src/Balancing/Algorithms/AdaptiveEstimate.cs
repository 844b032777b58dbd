namespace Balancing.Algorithms;

/// <summary>What is known of one endpoint: how much slower than the pool it is, how long its requests have been waiting, how often they fail.</summary>
/// <remarks>Completions that race: the later one goes without. Each field is read and written whole.</remarks>
internal sealed class AdaptiveEstimate
{
    private const double SlowMemory = 30;
    private const double FastNoise = 5;
    private const double Memory = 50;
    private const double MinLatency = 1e-6;

    private int _busy;
    private double _at;
    private double _slow;
    private double _slowVariance = 1;
    private double _fast;
    private double _fastVariance = 1;
    private double _lastLog = double.NaN;
    private double _begun;
    private int _waiting;
    private double _count;
    private double _failures;
    private double _failuresAt;
    private double _failureMemory = 1;

    /// <summary>Where the newest picker has the endpoint.</summary>
    public AdaptiveHome? Home;

    public static AdaptiveEstimate Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new AdaptiveEstimate());

    public void OnPicked(double now)
    {
        Interlocked.Increment(ref _waiting);
        Add(ref _begun, now);
    }

    /// <summary>How much the endpoint costs, in logarithms: by so much a request there takes longer than one to an idle endpoint that is as the pool is on average.</summary>
    public double Cost(double now, int inFlight, AdaptivePool pool)
    {
        var (at, slow, fast) = (Volatile.Read(ref _at), Volatile.Read(ref _slow), Volatile.Read(ref _fast));
        var quiet = Math.Max(0, now - at);
        var meanLatency = Math.Exp(pool.MeanLog);
        slow *= Decay(quiet / SlowMemory);
        fast = Math.Max(0, (fast * Decay(quiet / FastMemory(meanLatency))) - (0.25 * Math.Sqrt(pool.Within)));
        var waiting = Volatile.Read(ref _waiting);
        var age = waiting == 0 ? 0 : Math.Max(0, (waiting * now) - Volatile.Read(ref _begun));
        return slow + fast + LogTable.OfOneMoreThan(inFlight) + Math.Log(1 + (age / (10 * meanLatency * Math.Exp(slow)))) + FailureCost(now, pool);
    }

    public void OnCompleted(in RequestOutcome outcome, double begun, AdaptivePool pool)
    {
        Interlocked.Decrement(ref _waiting);
        Add(ref _begun, -begun);
        if (outcome.Kind == OutcomeKind.Cancelled) return;
        if (Interlocked.Exchange(ref _busy, 1) != 0) return;
        var now = outcome.Now.TotalSeconds;
        var log = Math.Log(Math.Max(outcome.Latency.TotalSeconds, MinLatency));
        var failed = outcome.Kind != OutcomeKind.Success;
        var decayed = Failures(now);
        _count += 1 - (_count / Memory);
        if (failed)
        {
            if (decayed > 0.5 && _failures > 0) _failureMemory = Math.Min(30, _failureMemory * 2);
            Volatile.Write(ref _failures, decayed + (outcome.Kind == OutcomeKind.LocalOriginFailure ? 3 : 1));
        }
        else
        {
            if (decayed < 0.1) _failureMemory = 1;
            Volatile.Write(ref _failures, decayed * 0.8);
        }

        Volatile.Write(ref _failuresAt, now);
        var expected = pool.MeanLog + _slow;
        if (!failed || (outcome.Kind == OutcomeKind.LocalOriginFailure && log > expected)) Observe(now, log, pool);
        pool.Observe(failed ? double.NaN : log, log - _lastLog);
        if (!failed) _lastLog = log;
        Volatile.Write(ref _busy, 0);
    }

    private void Observe(double now, double log, AdaptivePool pool)
    {
        var quiet = Math.Max(0, now - _at);
        var meanLatency = Math.Exp(pool.MeanLog);
        var off = log - pool.MeanLog;
        var a = Math.Exp(-quiet / SlowMemory);
        var variance = (a * a * _slowVariance) + (1 - (a * a));
        var gain = variance / (variance + pool.Noise);
        var slow = _slow * a;
        slow += gain * (off - slow);
        _slowVariance = variance * (1 - gain);

        a = Math.Exp(-quiet / FastMemory(meanLatency));
        variance = (a * a * _fastVariance) + (1 - (a * a));
        gain = variance / (variance + FastNoise);
        var fast = _fast * a;
        fast += gain * (off - slow - fast);
        _fastVariance = variance * (1 - gain);
        Volatile.Write(ref _slow, slow);
        Volatile.Write(ref _fast, fast);
        Volatile.Write(ref _at, now);
    }

    private double FailureCost(double now, AdaptivePool pool)
    {
        if (Volatile.Read(ref _failures) == 0) return 0;
        var failures = Failures(now);
        var (count, rate) = (Volatile.Read(ref _count), pool.FailureRate);
        var z = (failures - (rate * count)) / Math.Sqrt((rate * (1 - rate) * count) + 1);
        return z > 0.2 ? 1.5 * z : 0;
    }

    private double Failures(double now) => Volatile.Read(ref _failures) * Math.Exp(-Math.Max(0, now - Volatile.Read(ref _failuresAt)) / _failureMemory);

    private static double FastMemory(double meanLatency) => Math.Clamp(40 * meanLatency, 0.1, 10);

    private static double Decay(double x) => 1 / (1 + x + (x * x / 2));

    private static void Add(ref double sum, double value)
    {
        while (true)
        {
            var before = Volatile.Read(ref sum);
            if (Interlocked.CompareExchange(ref sum, before + value, before).Equals(before)) return;
        }
    }
}
