using Balancing.Simulator.Model;

namespace Balancing.Simulator.Policies;

/// <summary>Makes oracles.</summary>
internal sealed class OracleFactory(OracleRule rule) : IPolicyFactory
{
    /// <summary>What all oracles' names begin with: the best of them is the bound.</summary>
    public const string Prefix = "oracle-";

    public string Name { get; } = Prefix + rule switch
    {
        OracleRule.LeastLoad => "load",
        OracleRule.SoonestAnswer => "time",
        _ => "work",
    };

    public IPolicy Create(SimulationState state, int seed) => new OraclePolicy(state, rule, new SeededRandom(seed, Streams.Oracle));
}
