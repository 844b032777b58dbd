namespace Balancing.Algorithms;

/// <summary>How often requests of one endpoint have failed lately, and what that is worth.</summary>
internal struct FailureRecord
{
    /// <summary>The last fifty requests.</summary>
    private const double Memory = 50;

    /// <summary>A connection that fails says more than an answer that is an error: nobody is there.</summary>
    private const double LocalOriginWeight = 3;

    /// <summary>A success takes a fifth off.</summary>
    private const double Forgiven = 0.8;

    /// <summary>Failures fade in 1 s at first, so that one who is well again is tried soon; each further one doubles that, up to 30 s, the time of a first ejection.</summary>
    private const double ShortestFade = 1;
    private const double LongestFade = 30;

    /// <summary>By so much a standard deviation above the pool's rate costs: at 1.5, four and a half times as many requests in flight.</summary>
    private const double CostPerDeviation = 1.5;

    /// <summary>Below that it is chance.</summary>
    private const double Threshold = 0.2;

    private double _requests;
    private double _failures;
    private double _at;
    private double _fade;

    public void Observe(OutcomeKind kind, double now)
    {
        var left = Left(now);
        _requests += 1 - (_requests / Memory);
        if (kind == OutcomeKind.Success)
        {
            if (_failures == 0) return;

            // A thousandth is nothing: then asking costs nothing either.
            Volatile.Write(ref _failures, left < 0.001 ? 0 : left * Forgiven);
        }
        else
        {
            _fade = left > 0.5 ? Math.Min(LongestFade, _fade * 2) : ShortestFade;
            Volatile.Write(ref _failures, left + (kind == OutcomeKind.LocalOriginFailure ? LocalOriginWeight : 1));
        }

        Volatile.Write(ref _at, now);
    }

    /// <summary>How much worse the endpoint is than the pool, by its failures: if all fail alike, nobody is.</summary>
    /// <param name="now">In seconds.</param>
    /// <param name="rate">The share of the pool's requests that fail.</param>
    public readonly double Cost(double now, double rate)
    {
        if (Volatile.Read(in _failures) == 0) return 0;
        var requests = Volatile.Read(in _requests);
        var deviations = (Left(now) - (rate * requests)) / Math.Sqrt((rate * (1 - rate) * requests) + 1);
        return deviations > Threshold ? CostPerDeviation * deviations : 0;
    }

    private readonly double Left(double now)
    {
        var failures = Volatile.Read(in _failures);
        return failures == 0 ? 0 : failures * Math.Exp(-Math.Max(0, now - Volatile.Read(in _at)) / Math.Max(ShortestFade, Volatile.Read(in _fade)));
    }
}
