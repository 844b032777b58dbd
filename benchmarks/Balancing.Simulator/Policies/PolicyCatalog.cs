using Balancing.Simulator.Policies.References;

namespace Balancing.Simulator.Policies;

/// <summary>All policies by name: <c>Name</c>, then <c>+weights</c>, then <c>+ejection</c>; and the oracles.</summary>
internal static class PolicyCatalog
{
    private const string Weights = "+weights";
    private const string Ejection = "+ejection";

    /// <summary>Load balancers that only the simulator has, to compare with.</summary>
    private static readonly Dictionary<string, Func<Random, ILoadBalancer>> References = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ref-PeakEwma"] = random => new PeakEwma(random),
        ["ref-LeastTime"] = random => new LeastTime(random),
    };

    public static IPolicyFactory[] Oracles { get; } = [.. Enum.GetValues<OracleRule>().Select(rule => new OracleFactory(rule))];

    /// <summary>Every strategy, with ejection and without; those of weights know the scenario's nominal speeds.</summary>
    public static IEnumerable<IPolicyFactory> All => Names().Order(StringComparer.Ordinal).SelectMany(name => new[] { Find(name), Find(name + Ejection) });

    /// <exception cref="FormatException">There is no such policy.</exception>
    public static IPolicyFactory Find(string name)
    {
        if (Array.Find(Oracles, oracle => string.Equals(oracle.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        var (strategy, ejects) = Cut(name, Ejection);
        (strategy, var weights) = Cut(strategy, Weights);
        if (References.TryGetValue(strategy, out var reference)) return new StrategyPolicy(strategy, reference, weights, ejects);
        if (!BalancingStrategies.All.TryGetValue(strategy, out var make)) throw new FormatException($"'{name}' is no strategy. There are: {string.Join(", ", Names())}, each also with {Weights}, {Ejection} or both.");
        var usual = BalancingStrategies.All.Keys.First(key => string.Equals(key, strategy, StringComparison.OrdinalIgnoreCase));

        // Without weights it would be round robin once more.
        weights |= usual == BalancingStrategies.WeightedRoundRobin;
        return new StrategyPolicy(usual, random => make(null, random), weights, ejects);
    }

    private static IEnumerable<string> Names() => BalancingStrategies.All.Keys.Concat(References.Keys);

    private static (string Name, bool Had) Cut(string name, string suffix) => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? (name[..^suffix.Length], true) : (name, false);
}
