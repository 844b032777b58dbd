using Balancing.Simulator.Results;

namespace Balancing.Simulator.Plots;

/// <summary>All pictures of the documentation that show the simulator's results, by file name.</summary>
internal static class Pictures
{
    /// <summary>Where the results are kept that the pictures show, from the repository's root.</summary>
    public const string Source = "benchmarks/results/simulator.json";

    public static IReadOnlyDictionary<string, Func<Summary, string>> All { get; } = new Dictionary<string, Func<Summary, string>>(StringComparer.Ordinal)
    {
        [HeatTable.FileName] = HeatTable.Draw,
        [TailCurves.FileName] = TailCurves.Draw,
    };

    public static void WriteAll(Summary results, string folder)
    {
        foreach (var (name, draw) in All) File.WriteAllText(Path.Combine(folder, name), draw(results));
    }
}
