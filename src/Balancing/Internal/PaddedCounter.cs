using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Balancing.Internal;

/// <summary>A counter alone on its cache line: what every request writes must not slow down what its neighbours read.</summary>
/// <remarks>64 bytes before the value keep it off the line of the fields in front, the rest of its own line keeps the next object away.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    private int _value;

    public readonly int Value => Volatile.Read(in _value);

    public void Increment() => Interlocked.Increment(ref _value);

    /// <summary>Counts one more unless there are <paramref name="max"/> already: no reader ever sees more, and nobody is turned away for one who is.</summary>
    public bool TryIncrement(int max)
    {
        while (true)
        {
            var value = Value;
            if (value >= max) return false;
            if (Interlocked.CompareExchange(ref _value, value + 1, value) == value) return true;
        }
    }

    /// <summary>Returns what is left.</summary>
    public int Decrement()
    {
        var left = Interlocked.Decrement(ref _value);
        Debug.Assert(left >= 0, "A request ended twice.");
        return left;
    }
}
