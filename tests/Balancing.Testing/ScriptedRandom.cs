namespace Balancing.Testing;

/// <summary>Chance by script: each draw takes the next fraction of whatever range is asked for, and a draw too many is an error.</summary>
/// <remarks>
/// A fraction of 0.5 is the middle: 5 for <c>Next(10)</c>, 2⁶² for <c>NextInt64()</c>, 0.5 for <c>NextDouble()</c>. Not safe for
/// concurrent use.
/// </remarks>
public sealed class ScriptedRandom : Random
{
    private readonly Queue<double> _script;

    /// <summary>Makes a script.</summary>
    /// <param name="fractions">What is drawn, in order: numbers from 0 to below 1.</param>
    public ScriptedRandom(params IEnumerable<double> fractions)
    {
        _script = new Queue<double>(fractions);
        foreach (var fraction in _script)
        {
            if (fraction is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(fractions), fraction, "A fraction is at least 0 and below 1.");
        }
    }

    /// <summary>How many draws are left.</summary>
    public int Remaining => _script.Count;

    /// <summary>The fraction that makes <c>Next(count)</c> return <paramref name="index"/>.</summary>
    public static double Index(int index, int count) => (index + 0.5) / count;

    /// <inheritdoc/>
    public override double NextDouble() => Draw();

    /// <inheritdoc/>
    public override int Next(int maxValue) => (int)(Draw() * maxValue);

    /// <inheritdoc/>
    public override long NextInt64(long maxValue) => (long)(Draw() * maxValue);

    /// <inheritdoc/>
    public override long NextInt64() => (long)(Draw() * 9223372036854775808.0);

    /// <inheritdoc/>
    public override int Next() => throw Unscripted();

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue) => throw Unscripted();

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue) => throw Unscripted();

    /// <inheritdoc/>
    public override float NextSingle() => throw Unscripted();

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer) => throw Unscripted();

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer) => throw Unscripted();

    private static NotSupportedException Unscripted() => new("No algorithm drew in this way when the script was written; extend ScriptedRandom.");

    private double Draw() => _script.TryDequeue(out var fraction) ? fraction : throw new InvalidOperationException("The script of random numbers has ended.");
}
