using System.Runtime.InteropServices;

namespace Balancing.Simulator.Model;

/// <summary>Something that is going to happen.</summary>
/// <param name="Time">When, in ms.</param>
/// <param name="Order">Which of several at the same time is first: the one planned first.</param>
/// <param name="Kind">What.</param>
/// <param name="Subject">To whom: a request, a server, a timer or a step of the script.</param>
/// <param name="Version">Which plan of the subject's this belongs to; if there has been another since, nothing happens.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SimEvent(double Time, long Order, EventKind Kind, int Subject, int Version);
