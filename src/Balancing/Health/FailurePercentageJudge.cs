namespace Balancing.Health;

/// <summary>A share of failures at or above a fixed limit.</summary>
internal sealed class FailurePercentageJudge(OutlierDetectionOptions options) : IOutlierJudge
{
    public void Judge(ReadOnlySpan<EndpointSample> samples, List<Vote> votes)
    {
        if (options.FailurePercentage == 0) return;

        var hosts = 0;
        foreach (ref readonly var sample in samples) hosts += sample.Requests >= options.FailurePercentageMinRequests ? 1 : 0;
        if (hosts < options.FailurePercentageMinHosts) return;

        var threshold = options.FailurePercentage / 100;
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i].Requests < options.FailurePercentageMinRequests) continue;

            // Not 1 − success rate: 1 − 0.9 is a hair less than 0.1, and "at the limit" has to mean it.
            var failed = (double)samples[i].Failures / samples[i].Requests;
            if (failed < threshold) continue;
            votes.Add(new Vote(i, HealthChangeReason.FailurePercentage, failed, threshold, null, options.FailurePercentageEnforcement));
        }
    }
}
