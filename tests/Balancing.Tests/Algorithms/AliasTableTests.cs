using Balancing.Algorithms;
using FsCheck;
using FsCheck.Fluent;

namespace Balancing.Tests.Algorithms;

public sealed class AliasTableTests
{
    [Fact]
    public void Draw_HasExactlyTheProbabilityOfTheWeight() => Prop.ForAll(
        Gen.Choose(1, 1_000_000).ArrayOf().Where(weights => weights.Length is > 0 and <= 40).ToArbitrary(),
        weights =>
        {
            var table = new AliasTable(Array.ConvertAll(weights, weight => (double)weight));
            var probabilities = Probabilities(table, weights.Length);
            double total = weights.Sum(weight => (long)weight);
            return weights.Select((weight, i) => Math.Abs(probabilities[i] - (weight / total))).Max() < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ExtremeWeights_KeepTheirProbabilities()
    {
        var probabilities = Probabilities(new AliasTable([1_000_000, 0.001, 1]), 3);
        Assert.Equal(1_000_000 / 1_000_001.001, probabilities[0], 1e-12);
        Assert.Equal(0.001 / 1_000_001.001, probabilities[1], 1e-15);
        Assert.Equal(1 / 1_000_001.001, probabilities[2], 1e-12);
    }

    [Fact]
    public void Draw_OfEqualWeights_NeedsNoAlias()
    {
        var table = new AliasTable([2, 2, 2, 2]);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(i, table.Draw(new ScriptedRandom(i / 4.0)));
            Assert.Equal(i, table.Draw(new ScriptedRandom((i + 0.999999) / 4)));
        }
    }

    /// <summary>
    /// The measure of all random numbers that lead to each index, found by bisection: within one column the index changes once, from the
    /// column's own to its alias.
    /// </summary>
    private static double[] Probabilities(AliasTable table, int count)
    {
        var probabilities = new double[count];
        var random = new ExactRandom();
        for (var column = 0; column < count; column++)
        {
            var (low, high) = (Start(column, count), Start(column + 1, count) - 1);
            var own = Draw(low);
            var alias = Draw(high);
            Int128 first = low, last = high;
            while (own != alias && last - first > 1)
            {
                var middle = (first + last) / 2;
                if (Draw(middle) == own) first = middle;
                else last = middle;
            }

            var split = own == alias ? high + 1 : last;
            probabilities[own] += (double)(split - low) / 9223372036854775808.0;
            probabilities[alias] += (double)(high + 1 - split) / 9223372036854775808.0;
        }

        return probabilities;

        int Draw(Int128 number)
        {
            random.Number = (long)number;
            return table.Draw(random);
        }
    }

    /// <summary>The least 63-bit number that falls into a column.</summary>
    private static Int128 Start(int column, int count) => (((Int128)column << 63) + count - 1) / count;

    private sealed class ExactRandom : Random
    {
        public long Number { get; set; }

        public override long NextInt64() => Number;
    }
}
