using Balancing.Simulator.Model;

namespace Balancing.Simulator.Policies;

/// <summary>A load balancer in one of its variants: with weights, with ejection.</summary>
/// <param name="Strategy">The load balancer's name.</param>
/// <param name="Make">Makes it, once per client, with that client's source of randomness.</param>
/// <param name="UsesWeights">Whether the scenario's nominal speeds are configured as weights.</param>
/// <param name="Ejects">Whether the library's outlier detection is on, with its defaults.</param>
internal sealed record StrategyPolicy(string Strategy, Func<Random, ILoadBalancer> Make, bool UsesWeights, bool Ejects) : IPolicyFactory
{
    public string Name => Strategy + (UsesWeights ? "+weights" : "") + (Ejects ? "+ejection" : "");

    public IPolicy Create(SimulationState state, int seed) => new ClusterPolicy(state, seed, Make, UsesWeights, Ejects);
}
