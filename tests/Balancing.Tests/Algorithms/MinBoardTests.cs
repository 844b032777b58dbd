using Balancing.Algorithms;

namespace Balancing.Tests.Algorithms;

public sealed class MinBoardTests
{
    public static TheoryData<int> Counts => [1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1_000, 4_097, 10_000];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Least_IsThatOfAPlainScan_WhateverChanges(int count)
    {
        var random = new Random(count);
        var board = new MinBoard(count);
        var costs = new float[count];
        for (var i = 0; i < count; i++) Set(i, Cost(random));
        for (var step = 0; step < 2_000; step++)
        {
            // Now and then the least goes up, which is what leaves a stale minimum behind if any change does.
            Set(step % 3 == 0 ? board.IndexOfLeast() : random.Next(count), Cost(random));
            var found = board.IndexOfLeast();
            Assert.InRange(found, 0, count - 1);
            Assert.Equal(costs.Min(), costs[found]);
        }

        for (var i = 0; i < count; i++) Assert.Equal(costs[i], board[i]);

        void Set(int index, float cost)
        {
            costs[index] = cost;
            board.Set(index, cost);
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Index_IsInside_EvenIfAllAreInfinite(int count)
    {
        var board = new MinBoard(count);
        Assert.InRange(board.IndexOfLeast(), 0, count - 1);
        board.Set(count - 1, float.MaxValue);
        Assert.Equal(count - 1, board.IndexOfLeast());
        board.Set(count - 1, float.PositiveInfinity);
        Assert.InRange(board.IndexOfLeast(), 0, count - 1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(200)]
    [InlineData(5_000)]
    public void ConcurrentChanges_NeverLeadOutside_AndHeal(int count)
    {
        var board = new MinBoard(count);
        for (var i = 0; i < count; i++) board.Set(i, i);
        ThreadTeam.Run(4, thread =>
        {
            var random = new Random(thread);
            for (var step = 0; step < 20_000; step++)
            {
                board.Set(random.Next(count), Cost(random));
                Assert.InRange(board.IndexOfLeast(), 0, count - 1);
            }
        });

        // Each block has been changed once more, by one thread.
        var costs = new float[count];
        for (var i = 0; i < count; i++) board.Set(i, costs[i] = (i * 31) % 997);
        Assert.Equal(costs.Min(), costs[board.IndexOfLeast()]);
    }

    /// <summary>Of few values, so that many are equal, with infinities among them.</summary>
    private static float Cost(Random random) => random.Next(12) switch
    {
        0 => float.PositiveInfinity,
        1 => -random.Next(3),
        _ => random.Next(50) / 8f,
    };
}
