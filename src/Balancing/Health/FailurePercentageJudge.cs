namespace Balancing.Health;

/// <summary>A share of failures at or above a fixed limit.</summary>
internal sealed class FailurePercentageJudge(OutlierDetectionOptions options) : IOutlierJudge
{
    public void Judge(ReadOnlySpan<EndpointSample> samples, Span<Vote?> votes)
    {
        if (options.FailurePercentage == 0) return;

        var hosts = 0;
        foreach (ref readonly var sample in samples) hosts += sample.Requests >= options.FailurePercentageMinRequests ? 1 : 0;
        if (hosts < options.FailurePercentageMinHosts) return;

        var threshold = options.FailurePercentage / 100;
        for (var i = 0; i < samples.Length; i++)
        {
            var failed = 1 - samples[i].SuccessRate;
            if (samples[i].Requests < options.FailurePercentageMinRequests || failed < threshold) continue;
            votes[i] ??= new Vote(HealthChangeReason.FailurePercentage, failed, threshold, null, options.FailurePercentageEnforcement);
        }
    }
}
