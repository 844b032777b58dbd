using System.Runtime.InteropServices;

namespace Balancing.Algorithms;

/// <summary>What is known of one endpoint's response time: a moving average of its logarithm, and how old that is.</summary>
/// <remarks>
/// The fields are written without a lock: completions that race may lose a sample, or pair one's value with the other's time, which an
/// average over fifty does not notice. Each field is read and written whole.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal sealed class ResponseTimeEstimate
{
    /// <summary>10 s, Finagle's decay time: after that long without an answer, 63 % of what was known is given up.</summary>
    private const double DecaySeconds = 10;

    /// <summary>1/50: under steady traffic the average covers about the last fifty answers.</summary>
    private const double MinGain = 0.02;

    /// <summary>A failure counts as an answer of 5 s (Linkerd's penalty) or of its own duration if that was longer: failing fast is not being fast.</summary>
    private const double FailurePenaltySeconds = 5;

    /// <summary>1 µs: below that, latency is noise of the clock.</summary>
    private const double MinLatencySeconds = 1e-6;

    private double _logLatency;
    private double _observedAtSeconds;
    private int _samples;

    public bool IsMeasured => Volatile.Read(ref _samples) > 0;

    public double LogLatency => Volatile.Read(ref _logLatency);

    public static ResponseTimeEstimate Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new ResponseTimeEstimate());

    public void Observe(in RequestOutcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Cancelled) return;
        var floor = outcome.Kind == OutcomeKind.Success ? MinLatencySeconds : FailurePenaltySeconds;
        var sample = Math.Log(Math.Max(outcome.Latency.TotalSeconds, floor));
        var now = outcome.Now.TotalSeconds;

        // The first answers are averaged evenly; then the gain settles at 1/50, or higher where answers are rare.
        var samples = Volatile.Read(ref _samples);
        var gain = Math.Max(MinGain, Math.Max(1.0 / (samples + 1), 1 - Freshness(now)));
        var old = Volatile.Read(ref _logLatency);
        Volatile.Write(ref _logLatency, old + ((sample - old) * gain));
        Volatile.Write(ref _observedAtSeconds, now);
        if (samples < 1 / MinGain) Volatile.Write(ref _samples, samples + 1);
    }

    /// <summary>ln(latency / mean), fading to 0 (an average endpoint) as the measurement grows stale.</summary>
    public double RelativeTo(double mean, TimeSpan now) =>
        IsMeasured ? (LogLatency - mean) * Freshness(now.TotalSeconds) : 0;

    private double Freshness(double nowSeconds)
    {
        var age = (nowSeconds - Volatile.Read(ref _observedAtSeconds)) / DecaySeconds;
        return age switch
        {
            <= 0 => 1,
            < 0.01 => 1 - age, // e^−x to within 0.00005: the busy case, without the exponential
            _ => Math.Exp(-age),
        };
    }
}
