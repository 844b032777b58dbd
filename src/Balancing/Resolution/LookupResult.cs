namespace Balancing.Resolution;

/// <summary>What a lookup has found.</summary>
/// <param name="Endpoints">In an order that does not change from lookup to lookup, though name servers shuffle.</param>
/// <param name="Ttl">How long that holds; <see langword="null"/> if it is not known.</param>
/// <param name="WhyEmpty">Why there are no endpoints, if there are none and that is a failure.</param>
internal sealed record LookupResult(IReadOnlyList<EndpointDescription> Endpoints, TimeSpan? Ttl, Exception? WhyEmpty = null);
