namespace Balancing;

/// <summary>The endpoints one request has been given to, so that a further attempt goes elsewhere.</summary>
/// <remarks>
/// Made by whoever repeats a request, and handed to every <see cref="Cluster.Begin"/> of it, which adds its choice. When every endpoint has been
/// tried a new round begins: then only the one tried last is passed over, if there is another. Safe for concurrent use: attempts of one request may
/// be made at the same time.
/// </remarks>
public sealed class TriedEndpoints
{
    private volatile Round _round;

    /// <summary>Makes one for a request that has not been anywhere.</summary>
    public TriedEndpoints() => _round = new Round([], 0);

    /// <summary>Makes one that knows of one attempt only.</summary>
    internal TriedEndpoints(Endpoint last) => _round = new Round([last], 0);

    /// <summary>Every attempt's endpoint, oldest first. A snapshot.</summary>
    public IReadOnlyList<Endpoint> Attempts => _round.Attempts;

    /// <summary>Where the newest attempt went; <see langword="null"/> before the first.</summary>
    public Endpoint? Last => _round.Attempts is [.., var last] ? last : null;

    /// <summary>Whether the endpoint has been tried in this round.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public bool Contains(Endpoint endpoint) => _round is var round && Array.IndexOf(round.Attempts, endpoint, round.Start) >= 0;

    /// <summary>Notes an attempt that was not begun with this object in hand.</summary>
    /// <param name="endpoint">Where it went.</param>
    public void Add(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Round round;
        do
        {
            round = _round;
        }
#pragma warning disable CS0420 // Interlocked operations are volatile themselves.
        while (Interlocked.CompareExchange(ref _round, new Round([.. round.Attempts, endpoint], round.Start), round) != round);
#pragma warning restore CS0420
    }

    /// <summary>Nobody counts as tried any more: the request was answered, and whoever sends it again may choose anybody. <see cref="Attempts"/> stay.</summary>
    public void StartOver() => BeginRound(keep: 0);

    /// <summary>Everybody has been tried: from now on only the last one has.</summary>
    internal void BeginRound() => BeginRound(keep: 1);

    private void BeginRound(int keep)
    {
        var round = _round;
#pragma warning disable CS0420 // As above. If another attempt is noted just now, the round is its own, and the next call begins one.
        Interlocked.CompareExchange(ref _round, new Round(round.Attempts, Math.Max(0, round.Attempts.Length - keep)), round);
#pragma warning restore CS0420
    }

    /// <summary>Compared by reference, for whoever swaps one must know whether it was this one: so it is no record.</summary>
    private sealed class Round(Endpoint[] attempts, int start)
    {
        /// <summary>All of the request's.</summary>
        public Endpoint[] Attempts => attempts;

        /// <summary>The first one of this round.</summary>
        public int Start => start;
    }
}
