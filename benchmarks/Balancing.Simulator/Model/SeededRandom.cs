using System.Numerics;

namespace Balancing.Simulator.Model;

/// <summary>xoshiro256** (Blackman and Vigna, 2018): the same numbers for the same seed and stream, on every runtime.</summary>
/// <remarks><see cref="Random"/> with a seed is an old, slow generator whose neighbouring seeds resemble each other; its algorithm without one may change.</remarks>
internal sealed class SeededRandom : Random
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public SeededRandom(int seed, int stream)
    {
        var state = ((ulong)(uint)seed << 32) | (uint)stream;
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    public override double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    /// <summary>Exponential with the given mean.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Standard normal, by Box and Muller's method.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    public override int Next() => (int)(NextUInt64() >> 33) is var n && n == int.MaxValue ? 0 : n;

    public override int Next(int maxValue) => (int)Below((ulong)Checked(maxValue));

    public override int Next(int minValue, int maxValue) => (int)(minValue + (long)Below((ulong)Checked((long)maxValue - minValue)));

    public override long NextInt64() => (long)(NextUInt64() >> 1) is var n && n == long.MaxValue ? 0 : n;

    public override long NextInt64(long maxValue) => (long)Below((ulong)Checked(maxValue));

    public override long NextInt64(long minValue, long maxValue) => minValue + (long)Below((ulong)Checked(maxValue - minValue));

    public override float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1 << 24));

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref var b in buffer) b = (byte)(NextUInt64() >> 56);
    }

    protected override double Sample() => NextDouble();

    private static long Checked(long range) => range >= 0 ? range : throw new ArgumentOutOfRangeException(nameof(range));

    /// <summary>The upper half of a product: its bias is below 2⁻³² for ranges below 2³², which no run can notice.</summary>
    private ulong Below(ulong range) => Math.BigMul(NextUInt64(), range, out _);

    private ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
