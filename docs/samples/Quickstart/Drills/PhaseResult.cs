using System.Text.Json.Serialization;

namespace Quickstart.Drills;

/// <summary>What came out of one phase of a drill.</summary>
/// <param name="Name">The phase.</param>
/// <param name="Sick">The URL of the backend that was broken; <see langword="null"/> if none was.</param>
/// <param name="Requests">How many requests were sent.</param>
/// <param name="Failed">How many of them got no answer, or one with an error status.</param>
/// <param name="ByEndpoint">How many requests each endpoint was given, in the order of the endpoints.</param>
/// <param name="FailedByEndpoint">How many of those failed.</param>
internal sealed record PhaseResult(
    string Name, string? Sick, int Requests, int Failed, IReadOnlyDictionary<string, int> ByEndpoint, IReadOnlyDictionary<string, int> FailedByEndpoint)
{
    private const int MaxPercentWhileSick = 25, MaxPercentOtherwise = 1;

    /// <summary>What is wrong with the phase, if anything.</summary>
    [JsonIgnore]
    public string? Complaint
    {
        get
        {
            var max = Sick is null ? MaxPercentOtherwise : MaxPercentWhileSick;
            if (Requests == 0) return $"'{Name}': no request was sent.";
            return Failed * 100L < (long)Requests * max || Failed == 0 ? null : $"'{Name}': {Failed} of {Requests} requests failed, less than {max} % may.";
        }
    }
}
