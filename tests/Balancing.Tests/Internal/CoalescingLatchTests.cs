using Balancing.Internal;

namespace Balancing.Tests.Internal;

public sealed class CoalescingLatchTests
{
    [Fact]
    public void EveryRequest_IsFollowedByARunThatBeganAfterIt_AndRunsNeverOverlap()
    {
        const int Threads = 4;
        const int Requests = 20_000;
        var asked = new int[Threads];
        var served = new int[Threads];
        var (inside, overlaps, runs) = (0, 0, 0);
        CoalescingLatch? latch = null;
        latch = new CoalescingLatch(() =>
        {
            if (Interlocked.Increment(ref inside) > 1 || !latch!.IsHeld) overlaps++;
            runs++;
            for (var thread = 0; thread < Threads; thread++) served[thread] = Volatile.Read(ref asked[thread]);
            Thread.SpinWait(20);
            Interlocked.Decrement(ref inside);
        });

        ThreadTeam.Run(Threads, thread =>
        {
            for (var request = 1; request <= Requests; request++)
            {
                Volatile.Write(ref asked[thread], request);
                latch.Request();
            }
        });

        // Once nobody asks any more, a run has seen everything that was ever asked: none was lost.
        Assert.Equal(Enumerable.Repeat(Requests, Threads), served);
        Assert.Equal(0, overlaps);
        Assert.InRange(runs, 1, Threads * Requests);
        Assert.False(latch.IsHeld);
    }

    [Fact]
    public void RequestsDuringARun_AreServedByOneMore_AfterIt()
    {
        // Three runs in which others ask, then one in which nobody does. The others come back at once: they neither wait nor run themselves.
        var (runs, inside, overlapped) = (0, 0, false);
        CoalescingLatch? latch = null;
        latch = new CoalescingLatch(() =>
        {
            overlapped |= ++inside > 1 || !latch!.IsHeld;
            if (++runs <= 3)
            {
                ThreadTeam.Run(3, _ => latch!.Request());
                latch!.Request();
            }

            inside--;
        });
        latch.Request();
        Assert.Equal(4, runs);
        Assert.False(overlapped);
    }

    [Fact]
    public void AnException_ReachesWhoeverRan_AndDoesNotKillTheLatch()
    {
        var runs = 0;
        var latch = new CoalescingLatch(() =>
        {
            if (++runs == 1) throw new InvalidOperationException("first");
        });

        Assert.Equal("first", Assert.Throws<InvalidOperationException>(latch.Request).Message);
        Assert.False(latch.IsHeld);
        latch.Request();
        Assert.Equal(2, runs);
    }

    [Fact]
    public void RequestsThatCameDuringAFailingRun_StillGetTheirs()
    {
        var runs = 0;
        CoalescingLatch? latch = null;
        latch = new CoalescingLatch(() =>
        {
            runs++;
            if (runs > 2) return;
            latch!.Request();
            throw new InvalidOperationException($"run {runs}");
        });

        Assert.Equal("run 1", Assert.Throws<InvalidOperationException>(latch.Request).Message);
        Assert.Equal(3, runs);
        Assert.False(latch.IsHeld);
    }
}
