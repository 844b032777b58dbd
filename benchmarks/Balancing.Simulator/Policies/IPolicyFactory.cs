using Balancing.Simulator.Model;

namespace Balancing.Simulator.Policies;

/// <summary>A policy by name, to be made anew for every run.</summary>
internal interface IPolicyFactory
{
    string Name { get; }

    IPolicy Create(SimulationState state, int seed);
}
