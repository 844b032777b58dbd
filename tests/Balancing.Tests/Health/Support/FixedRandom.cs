namespace Balancing.Tests.Health.Support;

/// <summary>Always draws the same fraction of whatever range is asked for.</summary>
internal sealed class FixedRandom(double fraction) : Random
{
    public override double NextDouble() => fraction;

    public override int Next(int maxValue) => (int)(fraction * maxValue);
}
