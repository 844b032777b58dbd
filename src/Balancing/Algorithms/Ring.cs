using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>Points on a ring, each of a member; a key belongs to the first point at or after it.</summary>
/// <remarks>
/// Karger et al., "Consistent Hashing and Random Trees", STOC 1997; with many points per member, as in ketama (Jones, 2007). The number of a member's points depends on its own weight
/// alone, 256 for a weight of 1, so that a change moves no other points than its own. A share then has a relative standard deviation of about 1/√256 = 6 %.
/// </remarks>
internal sealed class Ring
{
    private const double PointsPerWeight = 256;

    /// <summary>Enough for any weight but one so near to 0 that no number would be.</summary>
    private const double MaxScale = 1e300;

    private readonly ulong[] _points;
    private readonly int[] _members;

    public Ring(ulong[] hashes, double[] weights, double scale)
    {
        var counts = Array.ConvertAll(weights, weight => PointsOf(weight, scale));
        (_points, _members) = (new ulong[counts.Sum()], new int[counts.Sum()]);
        var next = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            for (var j = 0; j < counts[i]; j++, next++) (_points[next], _members[next]) = (XxHash64.Avalanche(hashes[i] + ((ulong)j * 0x9E3779B97F4A7C15)), i);
        }

        Array.Sort(_points, _members);
    }

    public int Size => _points.Length;

    /// <summary>The member of the point at a position.</summary>
    public int this[int position] => _members[position];

    /// <summary>1, unless the ring would be too small or too large: then the power of two that makes it fit.</summary>
    public static double ScaleFor(double[] weights, HashingOptions options)
    {
        var scale = 1.0;
        while (Points(scale) < options.MinRingSize && scale < MaxScale) scale *= 2;
        while (Points(scale) > options.MaxRingSize && Points(scale) > weights.Length) scale /= 2;
        return scale;

        double Points(double scale) => weights.Sum(weight => (double)PointsOf(weight, scale));
    }

    /// <summary>The position of the first point at or after <paramref name="key"/>.</summary>
    public int PositionOf(ulong key)
    {
        int low = 0, high = _points.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_points[middle] < key) low = middle + 1;
            else high = middle;
        }

        return low < _points.Length ? low : 0;
    }

    private static int PointsOf(double weight, double scale) => (int)Math.Clamp(Math.Round(weight * scale * PointsPerWeight), 1, int.MaxValue);
}
