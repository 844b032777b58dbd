using Balancing.Simulator.Model;

namespace Balancing.Simulator.Policies;

/// <summary>Sends requests to servers in one run.</summary>
internal interface IPolicy : IDisposable
{
    /// <summary>How many requests it believes to be under way.</summary>
    int InFlight { get; }

    /// <summary>Chooses a server; −1 when there is none.</summary>
    int Begin(int id, in Request request, AffinityKey key);

    void End(int id, in Request request, OutcomeKind kind, double latencyMs);

    /// <summary>A server has come or gone: <see cref="Server.IsMember"/>.</summary>
    void OnMembersChanged();
}
