namespace Balancing.Health;

/// <summary>Failures in a row: the one detector that needs neither volume nor company, and acts at once.</summary>
internal sealed class ConsecutiveFailuresJudge(OutlierDetectionOptions options) : IOutlierJudge
{
    public void Judge(ReadOnlySpan<EndpointSample> samples, Span<Vote?> votes)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            votes[i] ??=
                Reached(samples[i].ConsecutiveLocalOriginFailures, options.ConsecutiveLocalOriginFailures, HealthChangeReason.ConsecutiveLocalOriginFailures)
                ?? Reached(samples[i].ConsecutiveGatewayErrors, options.ConsecutiveGatewayErrors, HealthChangeReason.ConsecutiveGatewayErrors)
                ?? Reached(samples[i].ConsecutiveServerErrors, options.ConsecutiveServerErrors, HealthChangeReason.ConsecutiveServerErrors);
        }
    }

    private Vote? Reached(int inARow, int limit, HealthChangeReason reason) =>
        limit > 0 && inARow >= limit ? new Vote(reason, inARow, limit, null, options.ConsecutiveEnforcement) : null;
}
