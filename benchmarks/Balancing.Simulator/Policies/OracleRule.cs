namespace Balancing.Simulator.Policies;

/// <summary>What an oracle minimises.</summary>
internal enum OracleRule
{
    /// <summary>Requests per core and speed, and distance as a tie-breaker of its own size.</summary>
    LeastLoad,

    /// <summary>The expected time of an average request's answer.</summary>
    SoonestAnswer,

    /// <summary>The time of this very request's answer: it knows job sizes.</summary>
    OwnWork,
}
