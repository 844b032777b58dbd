namespace Balancing.Simulator.Model;

/// <summary>What is going to happen, earliest first: a binary heap of values.</summary>
internal sealed class EventQueue
{
    private SimEvent[] _heap = new SimEvent[1024];
    private int _count;
    private long _planned;

    /// <summary>When the next thing happens; infinity when there is none.</summary>
    public double NextTime => _count == 0 ? double.PositiveInfinity : _heap[0].Time;

    public void Add(double time, EventKind kind, int subject, int version = 0)
    {
        if (double.IsPositiveInfinity(time)) return;
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        var heap = _heap;
        var hole = _count++;
        for (; hole > 0 && time < heap[(hole - 1) / 2].Time; hole = (hole - 1) / 2) heap[hole] = heap[(hole - 1) / 2];
        heap[hole] = new SimEvent(time, _planned++, kind, subject, version);
    }

    public SimEvent Take()
    {
        var heap = _heap;
        var first = heap[0];
        var last = heap[--_count];
        var hole = 0;
        while ((hole * 2) + 1 is var child && child < _count)
        {
            if (child + 1 < _count && IsBefore(in heap[child + 1], in heap[child])) child++;
            if (!IsBefore(in heap[child], in last)) break;
            heap[hole] = heap[child];
            hole = child;
        }

        heap[hole] = last;
        return first;
    }

    private static bool IsBefore(in SimEvent a, in SimEvent b) => a.Time < b.Time || (a.Time == b.Time && a.Order < b.Order);
}
