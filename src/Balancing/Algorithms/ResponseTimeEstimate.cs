namespace Balancing.Algorithms;

/// <summary>What is known of one endpoint's response time: a moving average of its logarithm, and how old that is.</summary>
/// <remarks>
/// The fields are written without a lock: completions that race may lose a sample, or pair one's value with the other's time, which an
/// average over fifty does not notice. Each field is read and written whole.
/// </remarks>
internal sealed class ResponseTimeEstimate
{
    /// <summary>10 s, Finagle's decay time: without an answer, the estimate falls to 1/e in that time.</summary>
    private const double DecaySeconds = 10;

    /// <summary>1/50: under steady traffic the average covers about the last fifty answers.</summary>
    private const double MinGain = 0.02;

    /// <summary>A failure counts as an answer of 5 s (Linkerd's penalty) or of its own duration if that was longer: failing fast is not being fast.</summary>
    private const double FailurePenaltySeconds = 5;

    /// <summary>1 µs: below that, latency is noise of the clock.</summary>
    private const double MinLatencySeconds = 1e-6;

    /// <summary>100 ms, in which an estimate falls by 1 %: too little to note a request for.</summary>
    private const double TriedAgainSeconds = 0.1;

    /// <summary>Far above the logarithm of any latency: an endpoint that owes its first answer comes after all that have given one.</summary>
    private const double OwesFirstAnswer = 1000;

    private double _logLatency;
    private double _observedAtSeconds;
    private double _triedAtSeconds;
    private int _samples;

    public static ResponseTimeEstimate Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new ResponseTimeEstimate());

    /// <summary>ln of the latency to expect from an endpoint with that many requests in flight.</summary>
    /// <remarks>
    /// A measurement falls as it grows old, so that a once slow endpoint gets its chance again: one 100 times slower than the best after
    /// 10 s · ln 100 = 46 s. A chance is one request: being tried ends the fall, answer or no answer, or else an endpoint that hangs would
    /// draw more requests the longer it hangs. An endpoint without a measurement gets a request at once, and the next one only when that
    /// has been answered, or after 10 s: its first answer may be a stream without an end.
    /// </remarks>
    public double LogExpected(TimeSpan now, int inFlight)
    {
        var age = Math.Max(0, AgeInSeconds(now));
        if (Volatile.Read(ref _samples) == 0) return inFlight == 0 || age >= DecaySeconds ? double.NegativeInfinity : OwesFirstAnswer;
        return Volatile.Read(ref _logLatency) - (age / DecaySeconds);
    }

    /// <summary>A request is on its way to the endpoint.</summary>
    public void OnPicked(TimeSpan now)
    {
        // Under steady traffic answers keep the measurement young, and nothing is written here that every other pick reads.
        if (AgeInSeconds(now) > TriedAgainSeconds) Volatile.Write(ref _triedAtSeconds, now.TotalSeconds);
    }

    public void Observe(in RequestOutcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Cancelled) return;
        var floor = outcome.Kind == OutcomeKind.Success ? MinLatencySeconds : FailurePenaltySeconds;
        var sample = Math.Log(Math.Max(outcome.Latency.TotalSeconds, floor));
        var now = outcome.Now.TotalSeconds;

        // The first answers are averaged evenly; then the gain settles at 1/50, or higher where answers are rare.
        var samples = Volatile.Read(ref _samples);
        var age = Math.Max(0, now - Volatile.Read(ref _observedAtSeconds));
        var gain = Math.Max(Math.Max(MinGain, 1.0 / (samples + 1)), 1 - Math.Exp(-age / DecaySeconds));
        var old = Volatile.Read(ref _logLatency);
        Volatile.Write(ref _logLatency, old + ((sample - old) * gain));
        Volatile.Write(ref _observedAtSeconds, now);
        if (samples < 1 / MinGain) Volatile.Write(ref _samples, samples + 1);
    }

    /// <summary>Since the last answer, or since the last request if that was later.</summary>
    private double AgeInSeconds(TimeSpan now) => now.TotalSeconds - Math.Max(Volatile.Read(ref _observedAtSeconds), Volatile.Read(ref _triedAtSeconds));
}
