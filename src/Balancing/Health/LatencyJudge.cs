namespace Balancing.Health;

/// <summary>A median latency far above the median of the endpoints' medians, by a factor and by the spread of the fleet.</summary>
/// <remarks>
/// <para>
/// Medians, because one slow answer, or one slow endpoint, does not move them. Two conditions, in logarithms: at least
/// <see cref="OutlierDetectionOptions.LatencyFactor"/> times the fleet's median, and a modified z-score 0.6745·(x − median) ÷ MAD above 3.5 (Iglewicz and
/// Hoaglin, "How to Detect and Handle Outliers", 1993), so that a fleet whose members differ by nature ejects nobody for it.
/// </para>
/// <para>
/// False alarms: with exponential service times an answer takes five times the median with probability 2⁻⁵, so a median of 30 answers
/// does with less than C(30, 15)·2⁻⁷⁵ = 4·10⁻¹⁵; with a tail so heavy that 1 answer in 10 does, with 3·10⁻⁸.
/// </para>
/// </remarks>
internal sealed class LatencyJudge(OutlierDetectionOptions options) : IOutlierJudge
{
    private const double MinModifiedZScore = 3.5;

    /// <summary>A fleet in perfect step would have no spread at all; ln 1.19 is what the histogram can tell apart.</summary>
    private const double MinSpread = 0.17;

    public void Judge(ReadOnlySpan<EndpointSample> samples, List<Vote> votes)
    {
        if (options.LatencyFactor == 0) return;

        var logs = new List<double>(samples.Length);
        foreach (ref readonly var sample in samples)
        {
            if (Counts(in sample)) logs.Add(Math.Log(sample.MedianLatency));
        }

        if (logs.Count < options.LatencyMinHosts) return;
        var fleet = MedianOf(logs);
        var spread = Math.Max(MinSpread, MedianOf(logs.ConvertAll(log => Math.Abs(log - fleet))));
        var threshold = fleet + Math.Max(Math.Log(options.LatencyFactor), MinModifiedZScore * spread / 0.6745);
        for (var i = 0; i < samples.Length; i++)
        {
            if (!Counts(in samples[i]) || Math.Log(samples[i].MedianLatency) < threshold) continue;
            votes.Add(new Vote(i, HealthChangeReason.Latency, samples[i].MedianLatency, Math.Exp(threshold), Math.Exp(fleet), options.LatencyEnforcement));
        }
    }

    private static double MedianOf(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private bool Counts(in EndpointSample sample) => sample.Successes >= options.LatencyMinRequests && sample.MedianLatency > 0;
}
