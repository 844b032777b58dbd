namespace Balancing.Simulator.Model;

/// <summary>What can happen, besides arrivals and deadlines, which come in order by themselves and need no heap.</summary>
internal enum EventKind
{
    /// <summary>A request reaches its server.</summary>
    RequestReachesServer,

    /// <summary>The request of a server that is to end first ends.</summary>
    WorkDone,

    /// <summary>An answer reaches its client.</summary>
    AnswerReachesClient,

    /// <summary>A server learns that a client has given up.</summary>
    CancelReachesServer,

    /// <summary>A timer of the library rings.</summary>
    TimerRings,

    /// <summary>A step of the scenario's script.</summary>
    ScriptStep,

    /// <summary>A server's antagonist comes or goes.</summary>
    AntagonistToggles,

    /// <summary>A ramp goes on.</summary>
    RampStep,
}
