namespace Quickstart;

/// <summary>Exact percentiles by the nearest-rank method.</summary>
internal static class Percentile
{
    /// <summary>The least value that <paramref name="percent"/> % of all values do not exceed; <see langword="null"/> if there are none.</summary>
    public static double? Of(double[] sorted, int percent) =>
        sorted.Length == 0 ? null : Math.Round(sorted[(int)(((long)percent * sorted.Length + 99) / 100) - 1], 3);
}
