using System.Runtime.InteropServices;

namespace Balancing.Simulator.Model;

/// <summary>One request, from its arrival until neither client nor server know it any more.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Request
{
    public int Client;
    public int Server;
    public RequestPlace Place;
    public OutcomeKind Answer;

    /// <summary>The client has given up.</summary>
    public bool IsAbandoned;

    /// <summary>The server knows that the client has given up.</summary>
    public bool IsCancelled;

    public double Arrival;
    public double Work;

    /// <summary>The answer's way, in ms, drawn at arrival as everything else, whatever becomes of the request.</summary>
    public double WayBack;

    /// <summary>Uniform in 0 to 1: decides whether a sick server fails it.</summary>
    public double Luck;
}
