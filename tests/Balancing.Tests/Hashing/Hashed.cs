namespace Balancing.Tests.Hashing;

/// <summary>What the tests of hashing strategies share: strategies by name, keys by number, and where all keys go.</summary>
internal static class Hashed
{
    public static readonly string[] Names = [BalancingStrategies.Rendezvous, BalancingStrategies.RingHash, BalancingStrategies.Maglev];

    public static TheoryData<string> Strategies => [.. Names];

    public static ILoadBalancer Strategy(string name, HashingOptions? options = null) => BalancingStrategies.All[name](options, null);

    public static PickContext Context(int key, TriedEndpoints? tried = null, TimeSpan now = default) => new() { Affinity = AffinityKey.From($"key {key}"), Tried = tried, Now = now };

    /// <summary>Where each of the first so many keys goes, by address.</summary>
    public static Uri[] Map(ILoadBalancer strategy, EndpointSet set, int keys)
    {
        var picker = strategy.CreatePicker(set);
        return [.. Enumerable.Range(0, keys).Select(key => picker.Pick(Context(key)).Address)];
    }

    public static Uri[] Map(string strategy, EndpointSet set, int keys) => Map(Strategy(strategy), set, keys);

    public static EndpointSet SetOf(IEnumerable<EndpointDescription> descriptions) => new(descriptions.Select(description => new Endpoint(description)));

    /// <summary>The set without one that is ejected, say: it stays on the list.</summary>
    public static EndpointSet Without(EndpointSet set, params Endpoint[] away) => new(set.Except(away)) { Unavailable = away };

    /// <summary>The set while one endpoint grows into its share.</summary>
    public static EndpointSet Growing(EndpointSet set, int growing, double factor) => new(
        [.. set],
        [.. set.Weights.ToArray().Select((weight, i) => i == growing ? weight * factor : weight)],
        null,
        set.Weights.ToArray());

    public static int Moved(Uri[] before, Uri[] after) => before.Where((address, key) => address != after[key]).Count();

    /// <summary>
    /// How far an endpoint's arcs of a ring may be from their mean, relative to it, but for one run in 10⁹ (times <paramref name="looks"/>): they are the sum of as many
    /// spacings as it has points, so beta distributed, with the tails of a gamma distribution of that shape v. Those are sub-gamma (Boucheron,
    /// Lugosi and Massart, "Concentration Inequalities", 2.4): P(X/v − 1 ≥ √(2L/v) + L/v) ≤ e^−L.
    /// </summary>
    public static double RingDeviation(double weight, int looks)
    {
        var (v, l) = (256 * weight, Math.Log(2 * looks / Chance.FalseAlarm));
        return Math.Sqrt(2 * l / v) + (l / v);
    }

    /// <summary>How many keys an endpoint may have more or fewer than its share: those of chance, and the strategy's own unevenness.</summary>
    public static double Deviation(string strategy, int keys, double share, double weight, int looks) => strategy switch
    {
        BalancingStrategies.RingHash => (keys * share * RingDeviation(weight, looks)) + Chance.Deviation(keys, Math.Min(0.5, share * (1 + RingDeviation(weight, looks))), looks),

        // One slot of the table's.
        BalancingStrategies.Maglev => (keys / 65_537.0) + Chance.Deviation(keys, share + (1 / 65_537.0), looks),
        _ => Chance.Deviation(keys, share, looks),
    };
}
