using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>A server: requests progress, all at the same rate, until their work is done.</summary>
/// <remarks>
/// Progress is one number for all: what a request would have got that has run since the start. A request is done when it reaches the value at its start plus its
/// work. So a change of rate touches one number, not each request.
/// </remarks>
internal abstract class Server(int index, Scenario scenario)
{
    private readonly JobHeap _running = new();
    private double _progress;
    private double _updated;

    public int Index { get; } = index;

    public int Cores { get; } = scenario.Cores;

    /// <summary>What the script and the antagonist leave of the speed.</summary>
    public double Factor { get; set; } = 1;

    public double AntagonistFactor { get; set; } = 1;

    public double Speed => Nominal * Factor * AntagonistFactor;

    public double Nominal { get; } = scenario.SpeedOf(index);

    public Faults Faults { get; } = new();

    /// <summary>Whether it is on the list.</summary>
    public bool IsMember { get; set; } = !scenario.InitiallyAbsent.Contains(index);

    /// <summary>Requests sent here that have neither been answered nor dropped: those on their way, too.</summary>
    public int Assigned { get; set; }

    /// <summary>Work of those that are on their way.</summary>
    public double WorkOnTheWay { get; set; }

    /// <summary>Running and waiting.</summary>
    public virtual int Count => _running.Count;

    /// <summary>Grows with every change of what ends next.</summary>
    public int Version { get; private set; }

    protected int Running => _running.Count;

    /// <summary>How fast each running request progresses just now.</summary>
    protected abstract double Rate { get; }

    /// <summary>To be called before anything changes, the speed included.</summary>
    public void Advance(double now)
    {
        if (_running.Count > 0) _progress += Rate * (now - _updated);
        _updated = now;
        Version++;
    }

    /// <summary>When the next request ends if nothing else happens; infinity if none does.</summary>
    public double NextEnd => _running.Count == 0 || Rate == 0 ? double.PositiveInfinity : _updated + (Math.Max(0, _running.FirstEnd - _progress) / Rate);

    public abstract void Add(int request, double work);

    public virtual int TakeDone()
    {
        // Exactly what was promised, whatever rounding says.
        _progress = Math.Max(_progress, _running.FirstEnd);
        return _running.TakeFirst();
    }

    public virtual void Remove(int request) => _running.Remove(request);

    /// <summary>Takes one request away, whichever; −1 if there is none.</summary>
    public virtual int TakeAny() => _running.Count == 0 ? -1 : _running.TakeFirst();

    /// <summary>What is left to do for all requests here.</summary>
    public virtual double WorkLeft(double now) => _running.SumLeft(_progress + (_running.Count > 0 ? Rate * (now - _updated) : 0));

    protected void Start(int request, double work) => _running.Add(request, _progress + work);
}
