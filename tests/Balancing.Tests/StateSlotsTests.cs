using System.Collections.Concurrent;

namespace Balancing.Tests;

public sealed class StateSlotsTests
{
    [Fact]
    public void ASlot_IsMadeOnce_AndKeptPerType()
    {
        var slots = new StateSlots();
        var first = slots.GetOrAdd(() => new Figures());
        var other = slots.GetOrAdd(() => new List<int>());
        Assert.Same(first, slots.GetOrAdd<Figures>(() => throw new InvalidOperationException("made twice")));
        Assert.Same(other, slots.GetOrAdd(() => new List<int>()));
    }

    [Fact]
    public void ThreadsThatRace_AgreeOnOneObject()
    {
        for (var round = 0; round < 200; round++)
        {
            var slots = new StateSlots();
            var results = new ConcurrentBag<object>();
            ThreadTeam.Run(3, thread =>
            {
                if (thread == 0) slots.GetOrAdd(() => new List<int>());
                results.Add(slots.GetOrAdd(() => new Figures()));
            });
            Assert.Single(results.Distinct());
        }
    }

    private sealed class Figures;
}
