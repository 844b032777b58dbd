namespace Balancing.Http;

/// <summary>What becomes of a request without an affinity key under a hashing strategy.</summary>
public enum MissingAffinity
{
    /// <summary>It goes to a random endpoint, by weight.</summary>
    Random = 0,

    /// <summary>It has the same key as all others without one: they share an endpoint.</summary>
    Fixed = 1,

    /// <summary>It fails with an <see cref="InvalidOperationException"/> before it is sent.</summary>
    Error = 2,
}
