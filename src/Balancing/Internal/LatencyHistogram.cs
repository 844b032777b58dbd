using System.Numerics;

namespace Balancing.Internal;

/// <summary>Counts latencies in buckets of half an octave, from 6.4 µs to 7 minutes: enough for a median, at one increment per request.</summary>
/// <remarks>Buckets are geometric, as latencies are: a median is known to within a factor of 2^¼ = 1.19 either way.</remarks>
internal sealed class LatencyHistogram
{
    private const int FirstOctave = 6, Octaves = 26;

    /// <summary>√2, where an octave is halved, as a number whose highest bit is 1.</summary>
    private const ulong HalfAnOctave = 0xB504F333F9DE6484;

    private readonly int[] _counts = new int[Octaves * 2];

    public int Total
    {
        get
        {
            var total = 0;
            foreach (ref readonly var count in _counts.AsSpan()) total += Volatile.Read(in count);
            return total;
        }
    }

    public void Add(TimeSpan latency) => Interlocked.Increment(ref _counts[Index(latency)]);

    public void Clear() => Array.Clear(_counts);

    /// <summary>The median, in seconds; 0 when nothing has been counted.</summary>
    public double Median()
    {
        var left = (Total + 1) / 2;
        for (var i = 0; i < _counts.Length && left > 0; i++)
        {
            left -= Volatile.Read(ref _counts[i]);
            if (left <= 0) return Middle(i);
        }

        return 0;
    }

    private static int Index(TimeSpan latency)
    {
        var ticks = (ulong)Math.Max(latency.Ticks, 1L << FirstOctave);
        var octave = BitOperations.Log2(ticks);
        var upperHalf = ticks << (63 - octave) > HalfAnOctave ? 1 : 0;
        return Math.Min(((octave - FirstOctave) * 2) + upperHalf, (Octaves * 2) - 1);
    }

    /// <summary>The geometric middle of a bucket.</summary>
    private static double Middle(int index) => Math.Pow(2, FirstOctave + ((index + 0.5) / 2)) / TimeSpan.TicksPerSecond;
}
