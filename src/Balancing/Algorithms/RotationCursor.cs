using System.Runtime.InteropServices;

namespace Balancing.Algorithms;

/// <summary>A pool's place in its rotation: tickets 0, 1, 2 … from a random start, each handed out once.</summary>
/// <remarks>
/// One per pool, shared by every picker of a rotating algorithm, so that neither a rebuild nor a change of strategy starts the
/// rotation again. The start is random so that the clients of a restarted fleet do not all begin at the first endpoint.
/// </remarks>
internal sealed class RotationCursor(long start)
{
    private PaddedTicket _next = new() { Value = start };

    public static RotationCursor Of(EndpointSet endpoints, Random random) =>
        endpoints.SharedState.GetOrAdd(() => new RotationCursor(random.NextInt64(uint.MaxValue)));

    // 2^63 tickets at a billion a second last 292 years: no wrap to think about.
    public ulong Next() => (ulong)Interlocked.Increment(ref _next.Value);

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct PaddedTicket
    {
        [FieldOffset(64)]
        public long Value;
    }
}
