namespace Balancing;

/// <summary>What a cluster's plan makes of one endpoint.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Health">Whether it is well.</param>
/// <param name="Reason">Why it gets requests, or why not.</param>
/// <param name="EffectiveWeight">What algorithms see in the place of its weight; 0 if they do not see it.</param>
/// <param name="Share">Its part of all requests by the plan: 0 to 1. What an algorithm makes of that (fewer for slow ones, say) is not in it.</param>
public sealed record EndpointUse(Endpoint Endpoint, HealthState Health, EndpointUseReason Reason, double EffectiveWeight, double Share);
