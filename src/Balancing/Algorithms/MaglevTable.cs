using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>Maglev's lookup table: each member has its exact share of the slots, rounded, and most slots keep their member when members come and go.</summary>
/// <remarks>
/// Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016, 3.4: each member has a permutation of the slots, and in turn each takes the next
/// one of its permutation that is free. How many turns a member has is worked out beforehand, and they are spread evenly over the whole: with equal weights these are the
/// paper's rounds. Envoy's rounds, in which a light member sits out most, cost slots × members where one is far heavier than the rest, and give that one more than its share.
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
        var taken = new bool[size];
        var next = Array.ConvertAll(hashes, hash => (int)(hash % (ulong)size));
        var step = Array.ConvertAll(hashes, hash => (int)(XxHash64.Avalanche(hash) % (ulong)(size - 1)) + 1);
        foreach (var member in Turns(weights, size))
        {
            var slot = next[member];
            while (taken[slot]) slot = Advance(slot, step[member]);
            (taken[slot], _slots[slot]) = (true, member);
            next[member] = Advance(slot, step[member]);
        }

        int Advance(int slot, int by) => slot >= size - by ? slot - (size - by) : slot + by;
    }

    public int Size => _slots.Length;

    /// <summary>The member whose slot a hash falls on.</summary>
    public int this[ulong hash] => _slots[(int)Math.BigMul(hash, (ulong)_slots.Length, out _)];

    /// <summary>Whose turn it is, slot by slot: the k-th turn of a member comes when (k + ½) / quota of all have been had.</summary>
    private static int[] Turns(double[] weights, int size)
    {
        var total = weights.Sum();
        var quotas = Quotas(weights, total, size);

        // Sorted by counting: at each moment, how many turns there are before it; of one moment, in the order of the members.
        var before = new int[size + 1];
        for (var i = 0; i < quotas.Length; i++)
        {
            for (var turn = 0; turn < quotas[i]; turn++) before[Moment(i, turn) + 1]++;
        }

        for (var moment = 0; moment < size; moment++) before[moment + 1] += before[moment];
        var turns = new int[size];
        for (var i = 0; i < quotas.Length; i++)
        {
            for (var turn = 0; turn < quotas[i]; turn++) turns[before[Moment(i, turn)]++] = i;
        }

        return turns;

        int Moment(int member, int turn) => (int)Math.Min(size - 1, (turn + 0.5) * (total / weights[member]));
    }

    /// <summary>Each member's share of the slots, rounded so that they are all given: up for those of whom rounding down would take most.</summary>
    private static int[] Quotas(double[] weights, double total, int size)
    {
        var shares = Array.ConvertAll(weights, weight => weight / total * size);
        var quotas = Array.ConvertAll(shares, share => (int)share);
        var byRest = Enumerable.Range(0, weights.Length).OrderByDescending(i => shares[i] - quotas[i]).ToArray();
        var left = size - quotas.Sum();
        for (var i = 0; i < left; i++) quotas[byRest[i % byRest.Length]]++;
        return quotas;
    }
}
