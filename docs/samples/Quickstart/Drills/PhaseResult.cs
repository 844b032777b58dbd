using System.Text.Json.Serialization;

namespace Quickstart.Drills;

/// <summary>What came out of one phase of a drill.</summary>
/// <param name="Name">The phase.</param>
/// <param name="Sick">The URL of the backend that was broken; <see langword="null"/> if none was.</param>
/// <param name="Requests">How many requests were sent.</param>
/// <param name="Failed">How many of them got no answer, or one with an error status.</param>
/// <param name="RequestsWithout">How many requests were sent by a client without resilience.</param>
/// <param name="FailedWithout">How many of those failed.</param>
/// <param name="ByEndpoint">How many attempts at a request each endpoint was given, in the order of the endpoints.</param>
/// <param name="FailedByEndpoint">How many of those failed.</param>
internal sealed record PhaseResult(
    string Name, string? Sick, int Requests, int Failed, int RequestsWithout, int FailedWithout, IReadOnlyDictionary<string, int> ByEndpoint, IReadOnlyDictionary<string, int> FailedByEndpoint)
{
    /// <summary>What is wrong with the phase, if anything.</summary>
    [JsonIgnore]
    public string? Complaint
    {
        get
        {
            if (Requests == 0) return $"'{Name}': no request was sent.";
            return Failed * 100L < Requests ? null : $"'{Name}': {Failed} of {Requests} requests failed, less than 1 % may.";
        }
    }
}
