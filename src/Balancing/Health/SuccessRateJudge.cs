namespace Balancing.Health;

/// <summary>A success rate below mean − k·σ of all endpoints with enough requests.</summary>
/// <remarks>
/// σ is that of the population, as in Envoy and gRPC A50. A single outlier among n endpoints lies at most √(n−1)·σ below the mean, so k = 1.9 takes
/// five of them. Where nobody fails σ is next to nothing and one failed request would be an outlier: the rate must also be five
/// percentage points below the mean. And where everybody fails now and then, somebody always fails most: the rate must also be five of its own
/// standard errors below the mean.
/// </remarks>
internal sealed class SuccessRateJudge(OutlierDetectionOptions options) : IOutlierJudge
{
    private const double MinDifference = 0.05;

    /// <summary>Five standard errors of a rate measured over that many requests: were it normal, bad luck alone would go that far once in a million.</summary>
    private const double MinStandardErrors = 5;

    public void Judge(ReadOnlySpan<EndpointSample> samples, List<Vote> votes)
    {
        if (options.SuccessRateStandardDeviations == 0) return;

        int hosts = 0;
        double sum = 0, sumOfSquares = 0;
        foreach (ref readonly var sample in samples)
        {
            if (sample.Requests < options.SuccessRateMinRequests) continue;
            hosts++;
            sum += sample.SuccessRate;
            sumOfSquares += sample.SuccessRate * sample.SuccessRate;
        }

        if (hosts < options.SuccessRateMinHosts) return;
        var mean = sum / hosts;
        var deviation = Math.Sqrt(Math.Max(0, (sumOfSquares / hosts) - (mean * mean)));
        var outlier = Math.Min(mean - (options.SuccessRateStandardDeviations * deviation), mean - MinDifference);
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i].Requests < options.SuccessRateMinRequests) continue;
            var threshold = Math.Min(outlier, mean - (MinStandardErrors * Math.Sqrt(mean * (1 - mean) / samples[i].Requests)));
            if (samples[i].SuccessRate >= threshold) continue;
            votes.Add(new Vote(i, HealthChangeReason.SuccessRate, samples[i].SuccessRate, threshold, mean, options.SuccessRateEnforcement));
        }
    }
}
