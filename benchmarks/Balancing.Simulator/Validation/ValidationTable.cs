using System.Text;

namespace Balancing.Simulator.Validation;

/// <summary>Simulation beside theory.</summary>
internal static class ValidationTable
{
    /// <summary>How far a figure may be from theory: several standard errors of the requests that are simulated.</summary>
    public const double Tolerance = 0.02;

    public const int Seeds = 4;

    private const int Requests = 1_000_000;

    public static string Make(int firstSeed, int seeds, out bool allAgree)
    {
        allAgree = true;
        var text = new StringBuilder("| check | theory, ms | simulated, ms | ± standard error, % | difference, % |\n|---|--:|--:|--:|--:|\n");
        foreach (var check in Checks.All)
        {
            double[] figures = [.. Enumerable.Range(firstSeed, seeds).Select(seed => check.Measure(Requests, seed))];
            var mean = figures.Average();
            var error = Math.Sqrt(figures.Sum(figure => (figure - mean) * (figure - mean)) / (seeds - 1) / seeds) / mean;
            var difference = (mean / check.Theory) - 1;
            allAgree &= Math.Abs(difference) <= Tolerance;
            text.AppendLine($"| {check.Name} | {check.Theory:F3} | {mean:F3} | {100 * error:F2} | {100 * difference:+0.00;-0.00} |");
        }

        return text.ToString();
    }
}
