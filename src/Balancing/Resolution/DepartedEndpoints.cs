namespace Balancing.Resolution;

/// <summary>Remembers endpoints that have left the list for a while: one that comes back is the same, with its figures, its ejection and its drain.</summary>
/// <remarks>So an answer that changes to and fro gives nobody an amnesty. Not thread-safe: its owner calls it from inside the rebuild latch.</remarks>
internal sealed class DepartedEndpoints
{
    /// <summary>5 minutes: the longest ejection, unless another is set. Who was away for longer begins anew.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Of a large list all may go and come back at once; of a small one, whose members change their addresses, a thousand are a day's worth.</summary>
    private const int MinCapacity = 1_000;

    private readonly Dictionary<Uri, (Endpoint Endpoint, TimeSpan Since)> _endpoints = [];
    private readonly Queue<(Uri Address, TimeSpan Since)> _oldestFirst = new();
    private int _capacity = MinCapacity;

    public int Count => _endpoints.Count;

    public void Add(Endpoint endpoint, TimeSpan now)
    {
        _endpoints[endpoint.Address] = (endpoint, now);
        _oldestFirst.Enqueue((endpoint.Address, now));
    }

    /// <summary>The endpoint of this address, if it is remembered.</summary>
    public Endpoint? Find(Uri address) => _endpoints.TryGetValue(address, out var departed) ? departed.Endpoint : null;

    public void Remove(Endpoint returned) => _endpoints.Remove(returned.Address);

    /// <summary>Forgets those whose time is over, and the oldest of too many.</summary>
    /// <param name="listed">How many endpoints there are now.</param>
    /// <param name="now">The time.</param>
    public void Forget(int listed, TimeSpan now)
    {
        // A list that is short for a moment is soon long again: its greatest length counts for as long as anybody of it is remembered.
        _capacity = Math.Max(_oldestFirst.Count > 0 ? _capacity : MinCapacity, listed);
        while (_oldestFirst.TryPeek(out var oldest) && (now - oldest.Since >= Grace || _oldestFirst.Count > _capacity))
        {
            _oldestFirst.Dequeue();

            // Who has come back and gone again stands further behind once more.
            if (_endpoints.TryGetValue(oldest.Address, out var departed) && departed.Since == oldest.Since) _endpoints.Remove(oldest.Address);
        }
    }
}
