namespace Balancing;

/// <summary>A few objects, one per type, that belong to an endpoint or to a pool and outlive every picker.</summary>
/// <remarks>
/// Pickers are rebuilt often (a changed weight is enough), so what an algorithm learns must not live in them. Look a slot up when
/// the picker is built, not per request. Safe for concurrent use; a slot, once made, is never replaced.
/// </remarks>
public sealed class StateSlots
{
    private object[] _slots = [];

    /// <summary>Returns the slot of type <typeparamref name="T"/>, made by <paramref name="create"/> the first time.</summary>
    /// <param name="create">Makes the object; when two threads race, only one result is kept.</param>
    public T GetOrAdd<T>(Func<T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        T? made = null;
        while (true)
        {
            var slots = Volatile.Read(ref _slots);
            foreach (var slot in slots)
            {
                if (slot is T found) return found;
            }

            made ??= create();
            object[] extended = [.. slots, made];
            if (Interlocked.CompareExchange(ref _slots, extended, slots) == slots) return made;
        }
    }
}
