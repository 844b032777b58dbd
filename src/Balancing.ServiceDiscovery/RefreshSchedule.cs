namespace Balancing.ServiceDiscovery;

/// <summary>When to ask again: after the period, or after a failure with exponential back-off; always with jitter.</summary>
internal sealed class RefreshSchedule(ServiceDiscoveryResolverOptions options, Random random)
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    public TimeSpan MinInterval => options.MinInterval;

    public TimeSpan AfterAnswer() => Vary(options.RefreshPeriod);

    /// <param name="failures">In a row: 1 or more.</param>
    public TimeSpan AfterFailure(int failures)
    {
        var longest = options.RefreshPeriod < LastRetry ? options.RefreshPeriod : LastRetry;
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
        return Vary(wait < longest ? wait : longest);
    }

    private TimeSpan Vary(TimeSpan wait) => wait * (1 - Jitter + (2 * Jitter * random.NextDouble()));
}
