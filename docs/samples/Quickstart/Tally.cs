namespace Quickstart;

/// <summary>Counts answers and keeps how long each took. Safe for concurrent use.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];

    public int Count
    {
        get
        {
            lock (_lock) return _milliseconds.Count;
        }
    }

    public void Add(TimeSpan latency)
    {
        lock (_lock) _milliseconds.Add(latency.TotalMilliseconds);
    }

    /// <summary>All latencies so far in milliseconds, in ascending order.</summary>
    public double[] Sorted()
    {
        double[] copy;
        lock (_lock) copy = [.. _milliseconds];
        Array.Sort(copy);
        return copy;
    }
}
