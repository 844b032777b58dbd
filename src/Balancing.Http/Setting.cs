using System.Runtime.CompilerServices;

namespace Balancing.Http;

/// <summary>Complains about settings: by name, value and allowed range.</summary>
internal static class Setting
{
    public static void Check<T>(bool valid, T value, string range, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!valid) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}
