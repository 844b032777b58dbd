using System.Collections;

namespace Balancing.Algorithms;

/// <summary>Maglev's lookup table: each member has nearly its exact share of the slots, and most slots keep their member when members come and go.</summary>
/// <remarks>
/// Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016, 3.4: each member has a permutation of the slots, and in turn each takes the next
/// one of its permutation that is free. With weights, as Envoy does it: a member takes part in so many rounds as its weight is of the greatest one.
/// </remarks>
internal sealed class MaglevTable
{
    private readonly int[] _slots;

    /// <param name="hashes">Of the members, in an order that is the same everywhere.</param>
    /// <param name="weights">Above 0.</param>
    /// <param name="size">A prime, so that every step generates all slots.</param>
    public MaglevTable(ulong[] hashes, double[] weights, int size)
    {
        _slots = new int[size];
        var taken = new BitArray(size);
        var count = hashes.Length;
        var next = new int[count];
        var step = new int[count];
        for (var i = 0; i < count; i++)
        {
            next[i] = (int)(hashes[i] % (ulong)size);
            step[i] = (int)(Internal.XxHash64.Avalanche(hashes[i]) % (ulong)(size - 1)) + 1;
        }

        var greatest = weights.Max();
        var due = new double[count];
        for (var free = size; free > 0;)
        {
            for (var i = 0; i < count && free > 0; i++)
            {
                due[i] += weights[i] / greatest;
                if (due[i] < 1) continue;
                due[i]--;
                while (taken[next[i]]) next[i] = Advance(next[i], step[i]);
                _slots[next[i]] = i;
                taken[next[i]] = true;
                free--;
            }
        }

        int Advance(int slot, int by) => slot >= size - by ? slot - (size - by) : slot + by;
    }

    /// <summary>The member whose slot a hash falls on.</summary>
    public int this[ulong hash] => _slots[(int)Math.BigMul(hash, (ulong)_slots.Length, out _)];

    public int Size => _slots.Length;
}
