using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>First come, first served: one request per core, the others wait.</summary>
internal sealed class FifoServer(int index, Scenario scenario) : Server(index, scenario)
{
    private readonly Queue<(int Request, double Work)> _waiting = new();

    public override int Count => Running + _waiting.Count;

    protected override double Rate => Speed;

    public override void Add(int request, double work)
    {
        if (Running < Cores) Start(request, work);
        else _waiting.Enqueue((request, work));
    }

    public override int TakeDone()
    {
        var done = base.TakeDone();
        StartNext();
        return done;
    }

    public override void Remove(int request)
    {
        // Once around: who stays is put at the end again, in the same order.
        var before = _waiting.Count;
        for (var i = 0; i < before; i++)
        {
            var waiting = _waiting.Dequeue();
            if (waiting.Request != request) _waiting.Enqueue(waiting);
        }

        if (_waiting.Count < before) return;
        base.Remove(request);
        StartNext();
    }

    public override int TakeAny() => _waiting.TryDequeue(out var waiting) ? waiting.Request : base.TakeAny();

    public override double WorkLeft(double now)
    {
        var sum = base.WorkLeft(now);
        foreach (var (_, work) in _waiting) sum += work;
        return sum;
    }

    private void StartNext()
    {
        if (_waiting.TryDequeue(out var next)) Start(next.Request, next.Work);
    }
}
