namespace Balancing.Internal;

/// <summary>How many failures of each kind in a row call for a look at the endpoint at once; 0 = none do.</summary>
internal readonly record struct ConsecutiveLimits(int ServerErrors, int GatewayErrors, int LocalOriginFailures)
{
    public static ConsecutiveLimits Of(OutlierDetectionOptions options) =>
        new(options.ConsecutiveServerErrors, options.ConsecutiveGatewayErrors, options.ConsecutiveLocalOriginFailures);
}
