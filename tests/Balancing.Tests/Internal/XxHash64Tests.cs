using System.Numerics;
using System.Text;
using Balancing.Internal;

namespace Balancing.Tests.Internal;

public sealed class XxHash64Tests
{
    /// <summary>Published values for seed 0: short inputs, one of a full block and a rest.</summary>
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Hash_OfAPublishedInput_IsThePublishedValue(string text, ulong expected)
    {
        Assert.Equal(expected, XxHash64.HashUtf8(text));
        Assert.Equal(expected, XxHash64.Hash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The self-test of the reference implementation: lengths of its pseudo-random buffer, without and with a seed.</summary>
    [Theory]
    [InlineData(0, 0xEF46DB3751D8E999, 0xAC75FDA2929B17EF)]
    [InlineData(1, 0x4FCE394CC88952D8, 0x739840CB819FA723)]
    [InlineData(14, 0xCFFA8DB881BC3A3D, 0x5B9611585EFCC9CB)]
    [InlineData(101, 0x0EAB543384F878AD, 0xCAA65939306F1E21)]
    public void Hash_PassesTheReferenceSelfTest(int length, ulong unseeded, ulong seeded)
    {
        const uint Prime = 2654435761;
        var buffer = new byte[length];
        var generator = Prime;
        for (var i = 0; i < length; i++, generator *= generator) buffer[i] = (byte)(generator >> 24);
        Assert.Equal(unseeded, XxHash64.Hash(buffer));
        Assert.Equal(seeded, XxHash64.Hash(buffer, Prime));
    }

    [Fact]
    public void Hash_AgreesWithTheSpecificationReadLiterally_AtEveryLengthAndSeed()
    {
        var random = new Random(64);
        for (var length = 0; length <= 200; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            foreach (var seed in new[] { 0ul, 1ul, 2654435761ul, ulong.MaxValue }) Assert.Equal(Reference(data, seed), XxHash64.Hash(data, seed));
        }
    }

    [Theory]
    [InlineData(84)]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(5_000)]
    public void HashUtf8_OfLongText_LeavesTheStackAlone_AndAgrees(int length)
    {
        var text = string.Concat(Enumerable.Repeat("ü", length));
        Assert.Equal(XxHash64.Hash(Encoding.UTF8.GetBytes(text)), XxHash64.HashUtf8(text));
    }

    [Fact]
    public void Avalanche_FlipsAboutHalfOfAllBits_WhicheverBitOfTheInputFlips()
    {
        // 1,000 inputs × 64 flipped bits × 64 bits of output. For each pair of bits, flips are binomial(1000, ½).
        var random = new Random(5);
        var flips = new int[64, 64];
        for (var n = 0; n < 1_000; n++)
        {
            var input = (ulong)random.NextInt64();
            for (var i = 0; i < 64; i++)
            {
                var changed = XxHash64.Avalanche(input) ^ XxHash64.Avalanche(input ^ (1ul << i));
                for (var o = 0; o < 64; o++) flips[i, o] += (int)((changed >> o) & 1);
            }
        }

        // The three-step mix is known to be a little uneven in its lowest bits; a third to two thirds is what a choice of servers needs.
        foreach (var count in flips) Assert.InRange(count, 333, 667);
    }

    /// <summary>The specification, step by step over whole integers modulo 2⁶⁴, sharing nothing with the code under test.</summary>
    private static ulong Reference(byte[] data, ulong seed)
    {
        var modulus = BigInteger.One << 64;
        BigInteger p1 = 11400714785074694791, p2 = 14029467366897019727, p3 = 1609587929392839161, p4 = 9650029242287828579, p5 = 2870177450012600261;
        var position = 0;
        BigInteger accumulator;
        if (data.Length < 32)
        {
            accumulator = Mod(seed + p5);
        }
        else
        {
            BigInteger[] lanes = [Mod(seed + p1 + p2), Mod(seed + p2), seed, Mod(seed - p1)];
            while (data.Length - position >= 32)
            {
                for (var lane = 0; lane < 4; lane++) lanes[lane] = Round(lanes[lane], Take(8));
            }

            accumulator = Mod(Left(lanes[0], 1) + Left(lanes[1], 7) + Left(lanes[2], 12) + Left(lanes[3], 18));
            foreach (var lane in lanes) accumulator = Mod(((accumulator ^ Round(0, lane)) * p1) + p4);
        }

        accumulator = Mod(accumulator + data.Length);
        while (data.Length - position >= 8) accumulator = Mod((Left(accumulator ^ Round(0, Take(8)), 27) * p1) + p4);
        if (data.Length - position >= 4) accumulator = Mod((Left(accumulator ^ Mod(Take(4) * p1), 23) * p2) + p3);
        while (position < data.Length) accumulator = Mod(Left(accumulator ^ Mod(Take(1) * p5), 11) * p1);

        accumulator = Mod((accumulator ^ (accumulator >> 33)) * p2);
        accumulator = Mod((accumulator ^ (accumulator >> 29)) * p3);
        return (ulong)(accumulator ^ (accumulator >> 32));

        BigInteger Mod(BigInteger value) => ((value % modulus) + modulus) % modulus;
        BigInteger Left(BigInteger value, int bits) => Mod(value << bits) | (value >> (64 - bits));
        BigInteger Round(BigInteger lane, BigInteger input) => Mod(Left(Mod(lane + (input * p2)), 31) * p1);
        BigInteger Take(int bytes)
        {
            var value = new BigInteger(data.AsSpan(position, bytes), isUnsigned: true, isBigEndian: false);
            position += bytes;
            return value;
        }
    }
}
