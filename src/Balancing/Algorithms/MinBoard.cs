using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Balancing.Algorithms;

/// <summary>Costs of which the least is wanted again and again: finds it among 10,000 by looking at a few hundred, eight at a time.</summary>
/// <remarks>
/// Two levels: blocks of 64 costs, and the least of each block. A change looks at one block, a search at the blocks' minima and at one block. Written and read
/// without a lock: of changes in one block that race, the least may be out of date until the block's next change. Then a search finds the least of a block that is not the best, which is
/// no worse than having come a moment earlier.
/// </remarks>
internal sealed class MinBoard
{
    private const int BlockSize = 64;

    private readonly float[] _costs;
    private readonly float[]? _least;

    public MinBoard(int count)
    {
        // What is no endpoint is never the least.
        _costs = Filled(count <= BlockSize ? count : Blocks(count) * BlockSize);
        if (count > BlockSize) _least = Filled(Blocks(count));
    }

    public float this[int index] => Volatile.Read(ref _costs[index]);

    public void Set(int index, float cost)
    {
        Volatile.Write(ref _costs[index], cost);
        if (_least is null) return;
        var block = index / BlockSize;
        Volatile.Write(ref _least[block], LeastOf(_costs.AsSpan(block * BlockSize, BlockSize)));
    }

    /// <summary>Where the least is; of several any.</summary>
    public int IndexOfLeast()
    {
        if (_least is null) return IndexOf(_costs, LeastOf(_costs));
        var block = IndexOf(_least, LeastOf(_least));
        var costs = _costs.AsSpan(block * BlockSize, BlockSize);
        return (block * BlockSize) + IndexOf(costs, LeastOf(costs));
    }

    private static int Blocks(int count) => (count + BlockSize - 1) / BlockSize;

    /// <summary>As long as eights can be.</summary>
    private static float[] Filled(int count)
    {
        var costs = new float[(count + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count];
        Array.Fill(costs, float.PositiveInfinity);
        return costs;
    }

    private static float LeastOf(ReadOnlySpan<float> costs)
    {
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(costs);
        var least = eights[0];
        for (var i = 1; i < eights.Length; i++) least = Vector256.MinNative(least, eights[i]);
        var four = Vector128.MinNative(least.GetLower(), least.GetUpper());
        var two = Vector128.MinNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Math.Min(two[0], two[1]);
    }

    private static int IndexOf(ReadOnlySpan<float> costs, float cost)
    {
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(costs);
        var wanted = Vector256.Create(cost);
        for (var i = 0; i < eights.Length; i++)
        {
            var found = Vector256.Equals(eights[i], wanted).ExtractMostSignificantBits();
            if (found != 0) return (i * Vector256<float>.Count) + int.TrailingZeroCount((int)found);
        }

        // Somebody has changed it meanwhile: then another will do.
        return 0;
    }
}
