using System.Numerics;

namespace Balancing.Algorithms;

/// <summary>Remembers where a key is at home: so many keys, and each for so long after its last request.</summary>
/// <remarks>
/// A set-associative cache, as processors have them: a key has eight places, and the one among them that was used longest ago makes room. Without a lock: an entry is replaced whole, and of
/// two new keys that race for a place one is forgotten.
/// </remarks>
internal sealed class StickyTable(int capacity)
{
    private const int Ways = 8;

    private readonly Entry?[] _entries = new Entry?[BitOperations.RoundUpToPowerOf2((uint)capacity)];

    /// <summary>The key's home, if it has not been forgotten.</summary>
    public StickyHome? Find(ulong key, TimeSpan now, TimeSpan timeToLive)
    {
        foreach (ref var place in PlacesOf(key))
        {
            if (Volatile.Read(ref place) is not { } entry || entry.Key != key) continue;
            if (now - entry.UsedAt > timeToLive) return null;
            entry.UsedAt = now;
            return entry.Home;
        }

        return null;
    }

    public void Remember(ulong key, StickyHome home, TimeSpan now)
    {
        var places = PlacesOf(key);
        var oldest = 0;
        for (var i = 0; i < Ways; i++)
        {
            var entry = Volatile.Read(ref places[i]);
            if (entry is null || entry.Key == key)
            {
                oldest = i;
                break;
            }

            if (Volatile.Read(ref places[oldest]) is { } known && entry.UsedAt < known.UsedAt) oldest = i;
        }

        Volatile.Write(ref places[oldest], new Entry(key, home) { UsedAt = now });
    }

    private Span<Entry?> PlacesOf(ulong key) => _entries.AsSpan((int)(key & (ulong)(_entries.Length - 1)) & ~(Ways - 1), Ways);

    private sealed class Entry(ulong key, StickyHome home)
    {
        private long _usedAt;

        public ulong Key => key;

        public StickyHome Home => home;

        public TimeSpan UsedAt
        {
            get => new(Volatile.Read(ref _usedAt));
            set => Volatile.Write(ref _usedAt, value.Ticks);
        }
    }
}
