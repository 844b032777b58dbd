namespace Balancing.Algorithms;

/// <summary>ln(n + 1) without the logarithm, for the few requests that are in flight at one endpoint.</summary>
internal static class LogTable
{
    private static readonly float[] Logs = [.. Enumerable.Range(1, 1024).Select(n => (float)Math.Log(n))];

    public static double OfOneMoreThan(int count) => (uint)count < (uint)Logs.Length ? Logs[count] : Math.Log(count + 1.0);
}
