using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>One run: a scenario, a policy, a seed. Single-threaded, and the same every time.</summary>
internal sealed class Simulation
{
    private readonly Scenario _scenario;
    private readonly SimulationState _state;
    private readonly RequestPool _requests;
    private readonly Traffic _traffic;
    private readonly DeadlineQueue _deadlines;
    private readonly Script _script;
    private readonly Recorder _recorder;
    private readonly IPolicy _policy;

    private Simulation(Scenario scenario, IPolicyFactory policy, int seed)
    {
        _scenario = scenario;
        _state = new SimulationState(scenario);
        _requests = _state.Requests;
        _traffic = new Traffic(scenario, seed);
        _deadlines = new DeadlineQueue(_requests, scenario.DeadlineMs);
        _script = new Script(scenario, _state, seed);
        _recorder = new Recorder(scenario);
        _policy = policy.Create(_state, seed);
    }

    public static RunResult Run(Scenario scenario, IPolicyFactory policy, int seed)
    {
        var simulation = new Simulation(scenario, policy, seed);
        using (simulation._policy)
        {
            simulation.Run();
            if (simulation._policy.InFlight != 0) throw new InvalidOperationException($"{simulation._policy.InFlight} requests are still counted in flight.");
            return simulation._recorder.Result(seed);
        }
    }

    /// <summary>Until the last request is over: timers alone keep nothing going.</summary>
    private void Run()
    {
        while (true)
        {
            double arrival = _traffic.NextArrival, deadline = _deadlines.NextTime, planned = _state.Events.NextTime;
            if (double.IsPositiveInfinity(arrival) && _requests.Count == 0) return;
            if (planned <= arrival && planned <= deadline)
            {
                var next = _state.Events.Take();
                _state.Time.Now = next.Time;
                Happen(in next);
            }
            else if (arrival <= deadline)
            {
                _state.Time.Now = arrival;
                Arrive();
            }
            else
            {
                _state.Time.Now = deadline;
                GiveUp(_deadlines.Take());
            }
        }
    }

    private void Happen(in SimEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.RequestReachesServer:
                ReachServer(e.Subject);
                break;
            case EventKind.WorkDone:
                if (_state.Servers[e.Subject] is var server && server.Version == e.Version) FinishWork(server);
                break;
            case EventKind.AnswerReachesClient:
                ReachClient(e.Subject);
                break;
            case EventKind.CancelReachesServer:
                if (_requests.VersionOf(e.Subject) == e.Version) Cancel(e.Subject);
                break;
            case EventKind.TimerRings:
                _state.Time.Ring(e.Subject, e.Version);
                break;
            case EventKind.ScriptStep:
                if (_script.Step(e.Subject)) _policy.OnMembersChanged();
                break;
            case EventKind.AntagonistToggles:
                _script.ToggleAntagonist(e.Subject);
                break;
            case EventKind.RampStep:
                _script.Climb(e.Subject, e.Version);
                break;
        }
    }

    private void Arrive()
    {
        var id = _requests.Rent();
        ref var request = ref _requests[id];
        request = _traffic.Take(out var key, out var jitterThere, out var jitterBack);
        request.Server = _policy.Begin(id, in request, key);
        if (request.Server < 0)
        {
            _recorder.OnRefused(in request);
            _requests.Return(id);
            return;
        }

        var oneWay = _scenario.RttBetween(request.Client, request.Server) / 2;
        request.WayBack = oneWay + jitterBack;
        var server = _state.Servers[request.Server];
        server.Assigned++;
        server.WorkOnTheWay += request.Work;
        _state.Events.Add(_state.Now + oneWay + jitterThere, EventKind.RequestReachesServer, id);
        _deadlines.Add(id, request.Arrival);
    }

    private void ReachServer(int id)
    {
        ref var request = ref _requests[id];
        var server = _state.Servers[request.Server];
        var faults = server.Faults;
        server.WorkOnTheWay -= request.Work;
        if (request.IsCancelled || faults.Swallows) _state.Lose(id);
        else if (faults.Refuses) _state.Answer(id, OutcomeKind.LocalOriginFailure);
        else if (request.Luck < faults.FailFast) _state.Answer(id, OutcomeKind.ServerError, faults.FailFastMs);
        else if (_scenario.MaxConcurrent > 0 && server.Count >= _scenario.MaxConcurrent) _state.Answer(id, OutcomeKind.GatewayError);
        else
        {
            request.Place = RequestPlace.AtServer;
            server.Advance(_state.Now);
            server.Add(id, request.Work);
            _state.PlanEnd(server);
        }
    }

    private void FinishWork(Server server)
    {
        server.Advance(_state.Now);
        var id = server.TakeDone();
        _state.PlanEnd(server);

        // One draw decides everything: luck below the share of drops, then below that of errors.
        var (luck, faults) = (_requests[id].Luck, server.Faults);
        if (luck < faults.GrayDrops) _state.Lose(id);
        else _state.Answer(id, luck < faults.GrayDrops + ((1 - faults.GrayDrops) * faults.GrayErrors) ? OutcomeKind.ServerError : OutcomeKind.Success);
    }

    private void ReachClient(int id)
    {
        ref var request = ref _requests[id];
        if (!request.IsAbandoned) End(id, request.Answer);
        _requests.Return(id);
    }

    private void GiveUp(int id)
    {
        ref var request = ref _requests[id];
        request.IsAbandoned = true;
        End(id, OutcomeKind.LocalOriginFailure);
        if (request.Place == RequestPlace.Returning) return;
        var oneWay = _scenario.RttBetween(request.Client, request.Server) / 2;
        _state.Events.Add(_state.Now + oneWay, EventKind.CancelReachesServer, id, _requests.VersionOf(id));
    }

    private void Cancel(int id)
    {
        ref var request = ref _requests[id];
        request.IsCancelled = true;
        if (request.Place == RequestPlace.Lost)
        {
            _requests.Return(id);
        }
        else if (request.Place == RequestPlace.AtServer)
        {
            var server = _state.Servers[request.Server];
            server.Advance(_state.Now);
            server.Remove(id);
            _state.PlanEnd(server);
            _state.Lose(id);
        }
    }

    private void End(int id, OutcomeKind kind)
    {
        ref var request = ref _requests[id];
        var latency = _state.Now - request.Arrival;
        _policy.End(id, in request, kind, latency);
        _recorder.OnEnded(in request, kind, latency);
    }
}
