namespace Balancing.Resolution;

/// <summary>When to ask a name server again: when the answer has run out, within limits, or after a failure with back-off.</summary>
internal sealed class DnsSchedule(DnsOptions options, Random random) : ILookupSchedule
{
    private readonly PollingSchedule _polling = new(options.Interval, random, options.Jitter);

    public TimeSpan MinInterval => options.MinInterval;

    public TimeSpan AfterAnswer(TimeSpan? ttl)
    {
        if (ttl is not { } holds) return Later(_polling.NextDelay(0), options.MinInterval);
        var wait = holds < options.MaxInterval ? Later(holds, options.MinInterval) : options.MaxInterval;
        return wait * (1 + (options.Jitter * random.NextDouble()));
    }

    public TimeSpan AfterFailure(int failures, TimeSpan? negativeTtl)
    {
        // Until "there is none" has run out, servers that keep answers say so again.
        var wait = Later(_polling.NextDelay(failures), options.MinInterval);
        return negativeTtl is { } none ? Later(wait, none < options.Interval ? none : options.Interval) : wait;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
