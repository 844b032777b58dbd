namespace Balancing.Algorithms;

/// <summary>Draws an index with probability proportional to its weight, in O(1) and with one random number.</summary>
/// <remarks>
/// Walker's alias method as built by Vose (IEEE Transactions on Software Engineering 17(9), 1991): each of n equal columns is split
/// between its own index and one alias. The high part of a 64-bit product names the column, the low part decides within it (Lemire,
/// "Fast random integer generation in an interval", 2019). Immutable.
/// </remarks>
internal sealed class AliasTable
{
    private readonly Column[] _columns;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        var count = weights.Length;
        var total = 0.0;
        foreach (var weight in weights) total += weight;

        _columns = new Column[count];
        var share = new double[count];
        var small = new Stack<int>(count);
        var large = new Stack<int>(count);
        for (var i = 0; i < count; i++)
        {
            share[i] = weights[i] / total * count;
            (share[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            _columns[less] = new Column(share[less], more);
            share[more] -= 1 - share[less];
            (share[more] < 1 ? small : large).Push(more);
        }

        // What is left is 1 but for rounding.
        foreach (var i in large) _columns[i] = new Column(1, i);
        foreach (var i in small) _columns[i] = new Column(1, i);
    }

    public int Draw(Random random)
    {
        var column = (int)Math.BigMul((ulong)random.NextInt64() << 1, (ulong)_columns.Length, out var within);

        // Both are read first: a choice no predictor can foresee should be a conditional move, and that reads no memory.
        var (threshold, alias) = (_columns[column].Threshold, _columns[column].Alias);
        return within < threshold ? column : alias;
    }

    private readonly struct Column(double share, int alias)
    {
        // Saturates at 2^64 − 1 for a share of 1; its alias is then the column itself.
        public readonly ulong Threshold = share >= 1 ? ulong.MaxValue : (ulong)(share * 18446744073709551616.0);
        public readonly int Alias = alias;
    }
}
