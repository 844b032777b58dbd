using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>What there is in a run: a clock, what is going to happen, servers, requests.</summary>
internal sealed class SimulationState
{
    public SimulationState(Scenario scenario)
    {
        Scenario = scenario;
        Time = new VirtualTime(Events);
        Servers = new Server[scenario.Servers];
        for (var i = 0; i < Servers.Length; i++) Servers[i] = scenario.IsFifo ? new FifoServer(i, scenario) : new PsServer(i, scenario);
    }

    public Scenario Scenario { get; }

    public EventQueue Events { get; } = new();

    public VirtualTime Time { get; }

    public Server[] Servers { get; }

    public RequestPool Requests { get; } = new();

    public double Now => Time.Now;

    /// <summary>After every change at a server.</summary>
    public void PlanEnd(Server server) => Events.Add(server.NextEnd, EventKind.WorkDone, server.Index, server.Version);

    /// <summary>Sends an answer off.</summary>
    public void Answer(int request, OutcomeKind kind, double after = 0)
    {
        ref var r = ref Requests[request];
        Servers[r.Server].Assigned--;
        (r.Place, r.Answer) = (RequestPlace.Returning, kind);
        Events.Add(Now + after + r.WayBack, EventKind.AnswerReachesClient, request, Requests.VersionOf(request));
    }

    /// <summary>The client will wait in vain.</summary>
    public void Lose(int request)
    {
        ref var r = ref Requests[request];
        Servers[r.Server].Assigned--;
        r.Place = RequestPlace.Lost;
        if (r.IsCancelled) Requests.Return(request);
    }

    /// <summary>A server dies with all that it has: connections are reset, or just silent.</summary>
    public void LoseAll(Server server)
    {
        server.Advance(Now);
        while (server.TakeAny() is var request && request >= 0)
        {
            if (server.Faults.Swallows) Lose(request);
            else Answer(request, OutcomeKind.LocalOriginFailure);
        }
    }
}
