namespace Balancing.Http.Tests.Drills;

/// <summary>A request that is over.</summary>
/// <param name="Id">Ends with its number.</param>
/// <param name="Number">Counted by client, in the order of sending.</param>
/// <param name="Client">The number of the client that has sent it.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Failure">What the caller saw instead of a whole answer of status 200.</param>
/// <param name="Latency">From the call to the end of the answer's body.</param>
internal sealed record SentRequest(string Id, int Number, int Client, HttpMethod Method, string? Failure, TimeSpan Latency);
