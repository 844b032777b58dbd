namespace Balancing.Simulator.Model;

/// <summary>When clients give up. All have the same patience, so a line does: no heap.</summary>
internal sealed class DeadlineQueue(RequestPool requests, double patience)
{
    private readonly Queue<(double Time, int Request, int Version)> _line = new();

    /// <summary>When the next client gives up; infinity when nobody will. Requests that have ended are passed over.</summary>
    public double NextTime
    {
        get
        {
            while (_line.TryPeek(out var next))
            {
                if (requests.VersionOf(next.Request) == next.Version) return next.Time;
                _line.Dequeue();
            }

            return double.PositiveInfinity;
        }
    }

    public void Add(int request, double arrival)
    {
        if (patience > 0) _line.Enqueue((arrival + patience, request, requests.VersionOf(request)));
    }

    public int Take() => _line.Dequeue().Request;
}
