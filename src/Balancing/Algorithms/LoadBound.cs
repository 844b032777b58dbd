namespace Balancing.Algorithms;

/// <summary>How much one endpoint of a hashing algorithm may have: its share of the requests in flight, times a factor, rounded up.</summary>
/// <remarks>Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads", SODA 2018. Since the factor is above 1, somebody always has room.</remarks>
internal sealed class LoadBound
{
    /// <summary>Up to here the sum is taken for each pick; of more endpoints it is taken once in a while, for it hardly changes from one request to the next.</summary>
    private const int SummedPerPick = 64;

    private readonly double _factor;
    private readonly Endpoint[] _endpoints;
    private readonly TimeSpan _sumIsGoodFor;
    private long _inFlight;
    private long _summedAt;

    private LoadBound(double factor, Endpoint[] endpoints)
    {
        (_factor, _endpoints) = (factor, endpoints);

        // 1 µs per endpoint: summing up then takes less than a hundredth of one processor.
        _sumIsGoodFor = TimeSpan.FromMicroseconds(endpoints.Length);
        _inFlight = Sum();
    }

    /// <summary>Whether the sum may be an old one. Then nobody may have room by it, though somebody always has by the true one: <see cref="Recount"/>.</summary>
    public bool IsEstimate => _endpoints.Length > SummedPerPick;

    public static LoadBound? Of(HashingOptions options, EndpointSet endpoints) => options.LoadFactor is { } factor ? new LoadBound(factor, endpoints.Endpoints) : null;

    /// <summary>How much an endpoint with all the weight might have: this times its share.</summary>
    public double At(TimeSpan now)
    {
        if (!IsEstimate) return _factor * (Sum() + 1);
        var summedAt = Volatile.Read(ref _summedAt);
        if (now.Ticks - summedAt > _sumIsGoodFor.Ticks && Interlocked.CompareExchange(ref _summedAt, now.Ticks, summedAt) == summedAt) return Recount();
        return _factor * (Volatile.Read(ref _inFlight) + 1);
    }

    /// <summary>As <see cref="At"/>, by a sum that is taken now.</summary>
    public double Recount()
    {
        var sum = Sum();
        Volatile.Write(ref _inFlight, sum);
        return _factor * (sum + 1);
    }

    private long Sum()
    {
        long sum = 0;
        foreach (var endpoint in _endpoints) sum += endpoint.InFlight;
        return sum;
    }
}
