namespace Balancing.Health;

/// <summary>Failures in a row: the one detector that needs neither volume nor company, and acts at once.</summary>
internal sealed class ConsecutiveFailuresJudge(OutlierDetectionOptions options) : IOutlierJudge
{
    public void Judge(ReadOnlySpan<EndpointSample> samples, List<Vote> votes)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var vote =
                Reached(i, samples[i].ConsecutiveLocalOriginFailures, options.ConsecutiveLocalOriginFailures, HealthChangeReason.ConsecutiveLocalOriginFailures)
                ?? Reached(i, samples[i].ConsecutiveGatewayErrors, options.ConsecutiveGatewayErrors, HealthChangeReason.ConsecutiveGatewayErrors)
                ?? Reached(i, samples[i].ConsecutiveServerErrors, options.ConsecutiveServerErrors, HealthChangeReason.ConsecutiveServerErrors);
            if (vote is not null) votes.Add(vote);
        }
    }

    private Vote? Reached(int index, int inARow, int limit, HealthChangeReason reason) =>
        limit > 0 && inARow >= limit ? new Vote(index, reason, inARow, limit, null, options.ConsecutiveEnforcement) : null;
}
