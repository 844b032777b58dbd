using Balancing.Internal;

namespace Balancing.Algorithms;

/// <summary>Picks the endpoint of the least cost. Costs are worked out when something changes: at a pick, at a completion, and for one more endpoint at each pick.</summary>
internal sealed class AdaptivePicker : IEndpointPicker
{
    /// <summary>What the last of a client's favourites costs more than the first when there are many requests: as a third of one in flight.</summary>
    private const double Preference = 0.3;

    /// <summary>And when there are few: so little that it decides among equals only.</summary>
    private const double LeastPreference = 0.001;

    /// <summary>From a third of a request in flight per endpoint on, preferences count fully.</summary>
    private const double FullPreferenceAt = 1.0 / 3;

    /// <summary>When a client has hardly more than one request in flight, it had rather use everybody evenly than settle on favourites.</summary>
    private const double Few = 2;

    /// <summary>Then each pick that an endpoint has had above its share costs as much as being 4 % slower, up to 10 %: so alike servers get alike numbers.</summary>
    private const double Evenness = 0.04;
    private const double MaxLead = 2.5;

    private readonly Endpoint[] _endpoints;
    private readonly AdaptiveEstimate[] _estimates;
    private readonly AdaptivePool _pool;
    private readonly MinBoard _board;
    private readonly double[] _turns;
    private readonly bool _equal;
    private readonly float[] _ranks;
    private readonly double _turnOfAll;
    private int _turn;

    public AdaptivePicker(EndpointSet set, AdaptivePool pool)
    {
        (_endpoints, _pool, _board) = (set.Endpoints, pool, new MinBoard(set.Count));
        _estimates = Array.ConvertAll(_endpoints, AdaptiveEstimate.Of);
        _equal = set.HasEqualWeights;
        _turnOfAll = 1.0 / set.Count;
        var mean = 0.0;
        foreach (var weight in set.Weights) mean += weight / set.Count;
        _turns = Array.ConvertAll(set.Weights.ToArray(), weight => mean / weight);
        _ranks = Ranks(_endpoints, pool.Seed);
        for (var i = 0; i < _endpoints.Length; i++)
        {
            // What the picker before has worked out holds until it is looked at again.
            _board.Set(i, _estimates[i].Place is { } before ? before.Picker._board[before.Index] : (float)(LeastPreference * _ranks[i]));
            _estimates[i].Place = new AdaptivePlace(this, i);
        }
    }

    public Endpoint Pick(in PickContext context)
    {
        Look(context.Now);
        var best = _board.IndexOfLeast();
        if (context.IsRestricted && context.Excludes(_endpoints[best])) best = LeastOfAllowed(in context, best);

        // It is counted in a moment; who picks at the same time had better know.
        _estimates[best].OnPicked(context.Now, _turns[best], _pool);
        _pool.Turns += _turnOfAll;
        Anticipate(best);
        return _endpoints[best];
    }

    public void OnCompleted(Endpoint endpoint, in RequestOutcome outcome)
    {
        var estimate = AdaptiveEstimate.Of(endpoint);
        estimate.OnCompleted(in outcome, _pool);

        // The picker may be of yesterday.
        if (estimate.Place is { } place) place.Picker.Update(place.Index, outcome.Now, endpoint.InFlight);
    }

    /// <summary>Looks at one endpoint after the other: costs change by time alone, too, and requests come and go that this picker is not told of.</summary>
    private void Look(TimeSpan now)
    {
        // Threads that race may look at one twice, or pass one over until the next round.
        var index = _turn;
        if (index >= _endpoints.Length) index = 0;
        _turn = index + 1;
        var inFlight = _endpoints[index].InFlight;
        _pool.OnSeen(inFlight);
        Update(index, now, inFlight);
    }

    /// <summary>One request more, and one pick: the rest of the cost is what it was.</summary>
    private void Anticipate(int index)
    {
        var inFlight = _endpoints[index].InFlight;
        var more = Queue(index, inFlight + 1) - Queue(index, inFlight) + ((1 - Busy()) * Evenness * _turns[index]);
        _board.Set(index, _board[index] + (float)more);
    }

    private double Busy() => Math.Min(1, _pool.InFlight * _endpoints.Length / Few);

    private double Queue(int index, int inFlight) => _equal ? LogTable.OfOneMoreThan(inFlight) : Math.Log(1 + (inFlight * _turns[index]));

    private void Update(int index, TimeSpan now, int inFlight)
    {
        var estimate = _estimates[index];
        var busy = Busy();
        var preference = (LeastPreference + (Preference * busy * Math.Min(1, _pool.InFlight / FullPreferenceAt))) * _ranks[index];
        var evenness = (1 - busy) * Evenness * Math.Clamp(estimate.Lead(_pool), -MaxLead, MaxLead);
        _board.Set(index, (float)(estimate.Cost(now, _pool) + Queue(index, inFlight) + preference + evenness));
    }

    /// <summary>For the few requests that may not have everybody. O(n).</summary>
    private int LeastOfAllowed(in PickContext context, int otherwise)
    {
        var (best, least) = (otherwise, float.PositiveInfinity);
        for (var i = 0; i < _endpoints.Length; i++)
        {
            if (_board[i] < least && !context.Excludes(_endpoints[i])) (best, least) = (i, _board[i]);
        }

        return best;
    }

    /// <summary>A client's own order of preference, from 0 to 1: always the same, and another in each client, so that clients settle on different favourites.</summary>
    private static float[] Ranks(Endpoint[] endpoints, ulong seed)
    {
        var order = new int[endpoints.Length];
        var scores = new ulong[endpoints.Length];
        for (var i = 0; i < order.Length; i++) (order[i], scores[i]) = (i, XxHash64.Avalanche(seed ^ endpoints[i].Hash));
        Array.Sort(scores, order);
        var ranks = new float[order.Length];
        for (var rank = 0; rank < order.Length; rank++) ranks[order[rank]] = rank / (float)order.Length;
        return ranks;
    }
}
