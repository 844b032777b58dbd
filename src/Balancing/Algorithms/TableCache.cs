namespace Balancing.Algorithms;

/// <summary>Keeps a pool's table for as long as its members and their configured weights stay: every change of health builds a picker, few need another table.</summary>
/// <remarks>Used while pickers are built, one at a time.</remarks>
internal sealed class TableCache<TTable>
    where TTable : class
{
    private HashMembers? _members;
    private double _size;
    private TTable? _table;

    public TTable Get(HashMembers members, double size, Func<HashMembers, double, TTable> build)
    {
        var fits = _table is not null && _size == size && members.HaveSamePlacesAs(_members!);

        // The members also if they have the same places: those before may hold an endpoint that has left, and one with its hash key has come.
        (_members, _size, _table) = (members, size, fits ? _table! : build(members, size));
        return _table;
    }
}
