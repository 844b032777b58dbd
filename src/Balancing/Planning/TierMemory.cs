namespace Balancing.Planning;

/// <summary>What planning has to remember from one plan to the next, so that tiers do not take turns. Immutable.</summary>
/// <param name="InUse">The tier that is used; <see langword="null"/> before there is one.</param>
/// <param name="WellSince">Since when the tiers before it have been well, as far as they are.</param>
internal sealed record TierMemory(int? InUse, IReadOnlyDictionary<int, TimeSpan> WellSince)
{
    public static readonly TierMemory None = new(null, new Dictionary<int, TimeSpan>());
}
