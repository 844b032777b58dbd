using Balancing.Simulator.Model;

namespace Balancing.Simulator.Policies;

/// <summary>Knows every server's queue, speed, failures and distance at this moment, whoever's requests they are. No client can: a bound for all others.</summary>
/// <remarks>Greedy: each request goes where it costs least, by <see cref="OracleRule"/>; equals are chosen from at random. The future is unknown to it.</remarks>
internal sealed class OraclePolicy(SimulationState state, OracleRule rule, SeededRandom random) : IPolicy
{
    public int InFlight { get; private set; }

    public int Begin(int id, in Request request, AffinityKey key)
    {
        var best = -1;
        var bestCost = double.PositiveInfinity;
        var ties = 0;
        foreach (var server in state.Servers)
        {
            if (!server.IsMember) continue;
            var cost = Cost(server, in request);
            if (best >= 0 && cost > bestCost) continue;
            ties = best >= 0 && cost == bestCost ? ties + 1 : 1;
            if (ties == 1 || random.Next(ties) == 0) best = server.Index;
            bestCost = cost;
        }

        if (best >= 0) InFlight++;
        return best;
    }

    public void End(int id, in Request request, OutcomeKind kind, double latencyMs) => InFlight--;

    public void OnMembersChanged()
    {
    }

    public void Dispose()
    {
    }

    private double Cost(Server server, in Request request)
    {
        // Failures outweigh any delay, and among failing servers the one that fails least is taken.
        const double Failure = 1e12;
        var mean = state.Scenario.Service.Mean;
        double cores = server.Cores, speed = Math.Max(server.Speed, 1e-6), rtt = state.Scenario.RttBetween(request.Client, server.Index);
        var cost = rule switch
        {
            OracleRule.LeastLoad => ((server.Assigned + 1) / (cores * speed)) + (rtt / mean),
            OracleRule.SoonestAnswer => (mean * Math.Max(1, (server.Assigned + 1) / cores) / speed) + rtt,
            _ => WithWork(server, in request, speed) + rtt,
        };
        return (server.Faults.FailureRate * Failure) + cost;
    }

    /// <summary>First come, first served: all work before it. Sharing: as the least load, but a long request goes farther for a free server, and among equals the least work is left.</summary>
    private double WithWork(Server server, in Request request, double speed)
    {
        const double AmongEquals = 1e-4;
        var cores = server.Cores;
        var left = server.WorkOnTheWay + server.WorkLeft(state.Now);
        if (!state.Scenario.IsFifo) return ((request.Work * (server.Assigned + 1) / cores) + (AmongEquals * left)) / speed;
        var wait = server.Assigned < cores ? 0 : left / cores;
        return (wait + request.Work) / speed;
    }
}
