namespace Balancing;

/// <summary>What a request chooses from, and how.</summary>
/// <param name="Endpoints">The eligible ones.</param>
/// <param name="Picker">Made for them.</param>
internal sealed record Choice(EndpointSet Endpoints, IEndpointPicker Picker);
