namespace Balancing.Internal;

/// <summary>How many failures of each kind in a row call for a look at the endpoint at once.</summary>
internal readonly record struct ConsecutiveLimits(int ServerErrors, int GatewayErrors, int LocalOriginFailures);
