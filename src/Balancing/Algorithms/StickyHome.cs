namespace Balancing.Algorithms;

/// <summary>Stands for an endpoint in a <see cref="StickyTable"/>: a table of keys that nobody asks for any more must not keep departed endpoints alive.</summary>
internal sealed class StickyHome
{
    public static StickyHome Of(Endpoint endpoint) => endpoint.State.GetOrAdd(static () => new StickyHome());
}
