using System.Numerics;

namespace Balancing.Http.Resilience;

/// <summary>How long a given share of the last answers took: of the last one to two thousand, and at most an eighth more than that.</summary>
/// <remarks>A histogram of eight linear buckets per octave of 100 ns, after Tene's HdrHistogram. A lock per answer: only clients that hedge have one.</remarks>
internal sealed class LatencyQuantile(double quantile)
{
    private const int BucketBits = 3, Buckets = (64 - BucketBits + 1) << BucketBits;
    private const int WindowSize = 1000, MinSamples = 100, WorkOutEvery = 20;

    private readonly Lock _lock = new();

    // Under the lock.
    private int[] _current = new int[Buckets];
    private int[] _before = new int[Buckets];
    private int _count;
    private int _countBefore;

    // Written under the lock.
    private long _ticks = -1;

    /// <summary>The quantile; <see langword="null"/> until a hundred answers have been seen.</summary>
    public TimeSpan? Value => Volatile.Read(ref _ticks) is >= 0 and var ticks ? new TimeSpan(ticks) : null;

    public void Add(TimeSpan latency)
    {
        lock (_lock)
        {
            _current[Index(latency.Ticks)]++;
            _count++;
            if (_count + _countBefore >= MinSamples && _count % WorkOutEvery == 0) Volatile.Write(ref _ticks, WorkOut());
            if (_count < WindowSize) return;
            (_current, _before) = (_before, _current);
            (_count, _countBefore) = (0, _count);
            Array.Clear(_current);
        }
    }

    private long WorkOut()
    {
        var wanted = (int)Math.Ceiling(quantile * (_count + _countBefore));
        var index = -1;
        while (wanted > 0)
        {
            index++;
            wanted -= _current[index] + _before[index];
        }

        return UpperBound(index);
    }

    private static int Index(long ticks)
    {
        var value = (ulong)Math.Max(0, ticks);
        var shift = Math.Max(0, BitOperations.Log2(value | 1) - BucketBits);
        return (shift << BucketBits) + (int)(value >> shift);
    }

    /// <summary>The least number of ticks that is above the bucket.</summary>
    private static long UpperBound(int index)
    {
        var shift = Math.Max(0, (index >> BucketBits) - 1);
        return (long)(((ulong)(index - (shift << BucketBits)) + 1) << shift);
    }
}
