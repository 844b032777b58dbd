using Balancing.Health;

namespace Balancing.Tests.Health.Support;

/// <summary>What judges are shown.</summary>
internal static class Samples
{
    public static EndpointSample Of(int requests, int failures) => new(0, 0, 0, requests - failures, failures, 0.01);

    public static EndpointSample Slow(double seconds, int successes = 30) => new(0, 0, 0, successes, 0, seconds);

    public static EndpointSample InARow(int serverErrors = 0, int gatewayErrors = 0, int localOriginFailures = 0) =>
        new(serverErrors, gatewayErrors, localOriginFailures, 0, serverErrors + localOriginFailures, 0);

    public static List<Vote> Judge(IOutlierJudge judge, params EndpointSample[] samples)
    {
        var votes = new List<Vote>();
        judge.Judge(samples, votes);
        return votes;
    }
}
