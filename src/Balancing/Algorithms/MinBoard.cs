using System.Numerics;
using System.Runtime.InteropServices;

namespace Balancing.Algorithms;

/// <summary>Costs of which the least is wanted again and again: finds it among 10,000 by looking at a few hundred, many at a time.</summary>
/// <remarks>
/// Two levels: blocks of 64 costs, and the least of each block. A change looks at one block, a search at the blocks' minima and at one block. Written and read
/// without a lock: of changes in one block that race, the least may be out of date until the block's next change. Then a search finds the least of a block that is not the best, which is
/// no worse than having come a moment earlier.
/// </remarks>
internal sealed class MinBoard
{
    private const int BlockSize = 64;

    private readonly float[] _costs;
    private readonly float[] _least;

    public MinBoard(int count)
    {
        _costs = new float[(count + BlockSize - 1) / BlockSize * BlockSize];
        _least = new float[Math.Max(Vector<float>.Count, (_costs.Length / BlockSize + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count)];

        // What is no endpoint is never the least.
        Array.Fill(_costs, float.PositiveInfinity);
        Array.Fill(_least, float.PositiveInfinity);
    }

    public float this[int index] => Volatile.Read(ref _costs[index]);

    public void Set(int index, float cost)
    {
        Volatile.Write(ref _costs[index], cost);
        var block = index / BlockSize;
        if (_costs.Length > BlockSize) Volatile.Write(ref _least[block], LeastOf(_costs.AsSpan(block * BlockSize, BlockSize)));
    }

    /// <summary>Where the least is; of several the first.</summary>
    public int IndexOfLeast()
    {
        var block = _costs.Length == BlockSize ? 0 : IndexOf(_least, LeastOf(_least));
        var costs = _costs.AsSpan(block * BlockSize, BlockSize);
        return (block * BlockSize) + IndexOf(costs, LeastOf(costs));
    }

    /// <summary>The span's length is a multiple of what a vector holds.</summary>
    private static float LeastOf(ReadOnlySpan<float> costs)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(costs);
        var least = vectors[0];
        for (var i = 1; i < vectors.Length; i++) least = Vector.Min(least, vectors[i]);
        var smallest = least[0];
        for (var i = 1; i < Vector<float>.Count; i++) smallest = Math.Min(smallest, least[i]);
        return smallest;
    }

    /// <summary>Somebody may have changed it meanwhile: then another will do.</summary>
    private static int IndexOf(ReadOnlySpan<float> costs, float cost) => Math.Max(0, costs.IndexOf(cost));
}
