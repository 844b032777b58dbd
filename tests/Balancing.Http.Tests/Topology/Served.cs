namespace Balancing.Http.Tests.Topology;

/// <summary>A request that is over.</summary>
/// <param name="Port">Of the server that answered it.</param>
/// <param name="Begun">Before it was sent, counted from the begin of the load.</param>
/// <param name="Ended">After it was answered.</param>
/// <param name="Failure">What the caller saw instead of an answer of status 200.</param>
internal sealed record Served(int Port, TimeSpan Begun, TimeSpan Ended, string? Failure);
