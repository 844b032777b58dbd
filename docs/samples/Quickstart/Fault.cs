namespace Quickstart;

/// <summary>What can be wrong with a backend.</summary>
internal enum Fault
{
    None,

    /// <summary>It answers every request with 503, at once.</summary>
    Unavailable,

    /// <summary>It takes requests and never answers.</summary>
    Hangs,

    /// <summary>It is gone: connections are refused.</summary>
    Killed,
}
