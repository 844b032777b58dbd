using System.Numerics;

namespace Balancing.Algorithms;

/// <summary>
/// A smooth, exact weighted rotation as a pure function of the ticket: over any <see cref="Period"/> successive tickets each index
/// comes up exactly as often as its integer weight says, however many threads draw the tickets.
/// </summary>
/// <remarks>
/// <para>
/// The period's slots 0 … P−1 are cut into one run per index, as long as its weight. Ticket t stands at slot t·s mod P, where the
/// stride s is coprime to P, so each slot comes up once per period. With s near P/φ (φ the golden ratio) successive slots are spread
/// about as evenly as any stride can spread them: the gaps between visits to one run take at most three lengths (Steinhaus' three-distance
/// theorem; Knuth, The Art of Computer Programming, vol. 3, 6.4), and no stretch of tickets gives an index more than a few too many or
/// too few (O(log P); the tests hold it to 1 + ½ log₂ P). This is smooth weighted round robin without its O(n) scan and lock.
/// </para>
/// <para>
/// A guide table (Chen and Asau, 1974) finds the run of a slot in two steps on average, because slots come up equally often. Building
/// costs O(n), whatever the weights.
/// </para>
/// </remarks>
internal sealed class RotationSchedule
{
    private readonly uint[] _ends;
    private readonly int[] _guide;
    private readonly int _shift;
    private readonly uint _stride;

    public RotationSchedule(ReadOnlySpan<double> weights)
    {
        _ends = IntegerWeights.From(weights);
        for (var i = 1; i < _ends.Length; i++) _ends[i] += _ends[i - 1];
        Period = _ends[^1];
        _stride = GoldenStride.For(Period);

        // Between one and two guide entries per index.
        _shift = Math.Max(0, BitOperations.Log2(Period) - BitOperations.Log2((uint)_ends.Length));
        _guide = new int[((Period - 1) >> _shift) + 1];
        for (int entry = 0, index = 0; entry < _guide.Length; entry++)
        {
            while (_ends[index] <= (uint)entry << _shift) index++;
            _guide[entry] = index;
        }
    }

    /// <summary>After how many tickets the rotation repeats itself.</summary>
    public uint Period { get; }

    public int IndexAt(ulong ticket)
    {
        var slot = (uint)(ticket % Period * _stride % Period);
        var index = _guide[slot >> _shift];
        while (_ends[index] <= slot) index++;
        return index;
    }
}
