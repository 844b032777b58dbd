namespace Balancing.Planning;

/// <summary>An endpoint that a client uses.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Factor">How much of its weight it has for this client: above 0 to 1. The rest is other clients'.</param>
internal readonly record struct SubsetMember(Endpoint Endpoint, double Factor);
