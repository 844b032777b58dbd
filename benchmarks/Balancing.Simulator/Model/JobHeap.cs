namespace Balancing.Simulator.Model;

/// <summary>Running requests by the progress at which each is done, least first.</summary>
internal sealed class JobHeap
{
    private (double End, int Request)[] _heap = new (double, int)[16];

    public int Count { get; private set; }

    public double FirstEnd => _heap[0].End;

    public void Add(int request, double end)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        Rise(Count++, (end, request));
    }

    public int TakeFirst()
    {
        var request = _heap[0].Request;
        RemoveAt(0);
        return request;
    }

    /// <summary>O(n): clients seldom give up.</summary>
    public void Remove(int request)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_heap[i].Request != request) continue;
            RemoveAt(i);
            return;
        }

        throw new InvalidOperationException($"Request {request} is not running here.");
    }

    public double SumLeft(double progress)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum += Math.Max(0, _heap[i].End - progress);
        return sum;
    }

    private void RemoveAt(int index)
    {
        var last = _heap[--Count];
        if (index == Count) return;
        var hole = index;
        while ((hole * 2) + 1 is var child && child < Count)
        {
            if (child + 1 < Count && _heap[child + 1].End < _heap[child].End) child++;
            if (_heap[child].End >= last.End) break;
            _heap[hole] = _heap[child];
            hole = child;
        }

        Rise(hole, last);
    }

    private void Rise(int hole, (double End, int Request) job)
    {
        for (; hole > 0 && job.End < _heap[(hole - 1) / 2].End; hole = (hole - 1) / 2) _heap[hole] = _heap[(hole - 1) / 2];
        _heap[hole] = job;
    }
}
