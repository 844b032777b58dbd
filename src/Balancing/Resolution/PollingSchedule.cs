namespace Balancing.Resolution;

/// <summary>When to ask again: after the period, or, after a failure, sooner with exponential back-off; always with jitter.</summary>
internal sealed class PollingSchedule : ILookupSchedule
{
    /// <summary>1 s, doubled per failure up to the period: 1, 2, 4 … A registry that is down for a minute is asked six times.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(24);

    private readonly TimeSpan _period;
    private readonly Random _random;
    private readonly double _jitter;

    public PollingSchedule(TimeSpan period, Random random, double jitter = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, MinPeriod);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, MaxPeriod);
        _period = period;
        _random = random;
        _jitter = jitter;
    }

    /// <summary>A refresh may not come sooner than the first retry would.</summary>
    public TimeSpan MinInterval => FirstRetry < _period ? FirstRetry : _period;

    public TimeSpan AfterAnswer(TimeSpan? ttl) => NextDelay(0);

    public TimeSpan AfterFailure(int failures, TimeSpan? negativeTtl) => NextDelay(failures);

    public TimeSpan NextDelay(int failures)
    {
        var wait = failures == 0 ? _period : FirstRetry * Math.Pow(2, Math.Min(failures - 1, 30));
        var capped = wait < _period ? wait : _period;
        return capped * (1 - _jitter + (2 * _jitter * _random.NextDouble()));
    }
}
