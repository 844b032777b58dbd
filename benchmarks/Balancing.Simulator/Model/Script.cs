using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>What happens to servers, by the scenario's script and by antagonists.</summary>
internal sealed class Script
{
    /// <summary>A ramp climbs in so many steps.</summary>
    private const int RampSteps = 200;

    private readonly Scenario _scenario;
    private readonly SimulationState _state;
    private readonly SeededRandom[] _antagonists;
    private readonly (ScenarioEvent Ramp, int Version)[] _ramps;

    public Script(Scenario scenario, SimulationState state, int seed)
    {
        (_scenario, _state) = (scenario, state);
        _ramps = new (ScenarioEvent, int)[scenario.Servers];
        _antagonists = new SeededRandom[Math.Min(scenario.Antag?.Count ?? 0, scenario.Servers)];
        for (var i = 0; i < scenario.Events.Length; i++) state.Events.Add(scenario.Events[i].T, EventKind.ScriptStep, i);
        for (var i = 0; i < _antagonists.Length; i++)
        {
            _antagonists[i] = new SeededRandom(seed, Streams.Antagonist(i));
            state.Events.Add(_antagonists[i].NextExponential(scenario.Antag!.MeanOffMs), EventKind.AntagonistToggles, i);
        }
    }

    /// <summary>Does a step. Returns whether the list of servers has changed.</summary>
    public bool Step(int step)
    {
        var what = _scenario.Events[step];
        var server = _state.Servers[what.Server];
        switch (what.Action)
        {
            case "speed":
                SetFactor(server, what.Value);
                return false;
            case "ramp":
                _ramps[server.Index] = (what, _ramps[server.Index].Version + 1);
                Climb(server.Index, _ramps[server.Index].Version);
                return false;
            case "failfast":
                (server.Faults.FailFast, server.Faults.FailFastMs) = (what.Value, what.Value2);
                return false;
            case "grayerr":
                server.Faults.GrayErrors = what.Value;
                return false;
            case "graydrop":
                server.Faults.GrayDrops = what.Value;
                return false;
            case "crash_refuse":
                server.Faults.Refuses = true;
                _state.LoseAll(server);
                return false;
            case "crash_blackhole":
                server.Faults.Swallows = true;
                _state.LoseAll(server);
                return false;
            case "recover":
                server.Faults.Clear();
                SetFactor(server, 1);
                return false;
            case "add":
                server.IsMember = true;
                return true;
            case "remove":
                server.IsMember = false;
                return true;
            default:
                throw new InvalidDataException($"'{what.Action}' is no action of scenario '{_scenario.Id}'.");
        }
    }

    public void Climb(int server, int version)
    {
        var (ramp, newest) = _ramps[server];
        if (version != newest) return;
        var share = ramp.Dur > 0 ? Math.Clamp((_state.Now - ramp.T) / ramp.Dur, 0, 1) : 1;
        SetSpeed(_state.Servers[server], ramp.Value + ((ramp.Value2 - ramp.Value) * share));
        if (share < 1) _state.Events.Add(Math.Min(_state.Now + (ramp.Dur / RampSteps), ramp.T + ramp.Dur), EventKind.RampStep, server, version);
    }

    public void ToggleAntagonist(int index)
    {
        var (spec, server) = (_scenario.Antag!, _state.Servers[index]);
        var comes = server.AntagonistFactor == 1;
        server.Advance(_state.Now);
        server.AntagonistFactor = comes ? spec.Factor : 1;
        _state.PlanEnd(server);
        _state.Events.Add(_state.Now + _antagonists[index].NextExponential(comes ? spec.MeanOnMs : spec.MeanOffMs), EventKind.AntagonistToggles, index);
    }

    /// <summary>Ends a ramp, too.</summary>
    private void SetFactor(Server server, double factor)
    {
        _ramps[server.Index].Version++;
        SetSpeed(server, factor);
    }

    private void SetSpeed(Server server, double factor)
    {
        server.Advance(_state.Now);
        server.Factor = factor;
        _state.PlanEnd(server);
    }
}
