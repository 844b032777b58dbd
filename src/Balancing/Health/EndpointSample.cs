namespace Balancing.Health;

/// <summary>The figures of one endpoint that a judge looks at.</summary>
/// <param name="ConsecutiveServerErrors">Server errors in a row.</param>
/// <param name="ConsecutiveGatewayErrors">Gateway errors in a row.</param>
/// <param name="ConsecutiveLocalOriginFailures">Requests without an answer in a row.</param>
/// <param name="Successes">Successes of the sweep's window.</param>
/// <param name="Failures">Failures of the sweep's window, of every kind.</param>
/// <param name="MedianLatency">Median latency of the successes, in seconds.</param>
internal readonly record struct EndpointSample(
    int ConsecutiveServerErrors,
    int ConsecutiveGatewayErrors,
    int ConsecutiveLocalOriginFailures,
    int Successes,
    int Failures,
    double MedianLatency)
{
    public int Requests => Successes + Failures;

    public double SuccessRate => (double)Successes / Requests;
}
