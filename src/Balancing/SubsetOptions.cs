using Balancing.Internal;

namespace Balancing;

/// <summary>How many endpoints one client uses, so that many clients and many servers do not all connect to one another. Off by default.</summary>
/// <remarks>
/// With <see cref="ClientIndex"/> and <see cref="ClientCount"/> the clients share the servers out, and every server gets exactly its share; without, each
/// client draws its own subset, and some servers are drawn more often than others. Not safe for use while another thread changes it.
/// </remarks>
public sealed record SubsetOptions
{
    /// <summary>
    /// How many endpoints a client uses while they are healthy: 1 to 100,000; <see langword="null"/>, the default, is all of them. 20 to 50 are usual: with fewer
    /// a client notices when one is lost. Clients that share the servers out use more if they are too few to reach every server otherwise. An endpoint in ill health has a stand-in.
    /// </summary>
    public int? Size { get; set; }

    /// <summary>This client's number among all clients, such as the ordinal of a pod: 0 to <see cref="ClientCount"/> − 1. Default: <see langword="null"/>, unknown.</summary>
    public int? ClientIndex { get; set; }

    /// <summary>How many clients there are, the same in all of them: 1 to 1,000,000. Default: <see langword="null"/>, unknown. Goes with <see cref="ClientIndex"/>.</summary>
    public int? ClientCount { get; set; }

    /// <summary>
    /// What a client without a number draws its subset by, each client another: with the same name it has the same subset after a restart. Not empty;
    /// <see langword="null"/>, the default, is a random name each time.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Setting.Check(Size is null or (>= 1 and <= 100_000), Size, "between 1 and 100,000", "Subset.Size");
        Setting.Check(ClientCount is null or (>= 1 and <= 1_000_000), ClientCount, "between 1 and 1,000,000", "Subset.ClientCount");
        Setting.Check(ClientCount is null || ClientIndex is not null, ClientCount, "unset, or come with Subset.ClientIndex", "Subset.ClientCount");
        Setting.Check(ClientIndex is null || ClientCount is not null, ClientIndex, "unset, or come with Subset.ClientCount", "Subset.ClientIndex");
        Setting.Check(ClientIndex is null || (ClientIndex >= 0 && ClientIndex < ClientCount), ClientIndex, $"between 0 and {ClientCount - 1}, one less than Subset.ClientCount", "Subset.ClientIndex");
        Setting.Check(ClientId is not "", ClientId, "unset, or not empty", "Subset.ClientId");
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal SubsetOptions Frozen()
    {
        Validate();
        return this with { };
    }
}
