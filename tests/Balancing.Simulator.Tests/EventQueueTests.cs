using Balancing.Simulator.Model;

namespace Balancing.Simulator.Tests;

public sealed class EventQueueTests
{
    [Fact]
    public void Events_ComeInOrderOfTime_AndThenInTheOrderTheyWerePlanned()
    {
        var random = new SeededRandom(1, 1);
        var queue = new EventQueue();
        var planned = new List<(double Time, int Subject)>();
        for (var i = 0; i < 5000; i++)
        {
            planned.Add((random.Next(500), i));
            queue.Add(planned[^1].Time, EventKind.TimerRings, i);
        }

        var taken = planned.Select(_ => queue.Take()).Select(e => (e.Time, e.Subject)).ToList();
        Assert.Equal(planned.OrderBy(e => e.Time).ThenBy(e => e.Subject), taken);
        Assert.Equal(double.PositiveInfinity, queue.NextTime);
    }

    [Fact]
    public void WhatNeverHappens_IsNotPlanned()
    {
        var queue = new EventQueue();
        queue.Add(double.PositiveInfinity, EventKind.WorkDone, 0);
        Assert.Equal(double.PositiveInfinity, queue.NextTime);
    }

    [Fact]
    public void ATimer_RingsByTheVirtualClock_AndOnlyAsItWasSetLast()
    {
        var queue = new EventQueue();
        var time = new VirtualTime(queue);
        var rung = new List<double>();
        using var timer = time.CreateTimer(_ => rung.Add(time.Now), null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);
        using var periodic = time.CreateTimer(_ => rung.Add(time.Now), null, TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(40));
        timer.Change(TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        while (queue.NextTime < 100)
        {
            var next = queue.Take();
            time.Now = next.Time;
            time.Ring(next.Subject, next.Version);
        }

        Assert.Equal([30, 50, 70], rung);
        Assert.Equal(TimeSpan.FromMilliseconds(70), time.GetElapsedTime(0));
    }
}
