namespace Balancing.Http;

/// <summary>What a balanced client does so that its callers do not notice when a server fails. Read once, when the client is made.</summary>
public sealed record ResilienceOptions
{
    private static readonly TimeSpan DefaultAttemptTimeout = TimeSpan.FromMinutes(1);

    private bool _attemptTimeoutIsSet;

    /// <summary>Sends a failed request to another endpoint, where that is safe. By default once.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>Sends a slow request to a second endpoint as well. Off by default.</summary>
    public HedgingOptions Hedging { get; set; } = new();

    /// <summary>
    /// How long one endpoint has to take the request and answer, to the response's headers: 1 ms to 1 day; <see langword="null"/> means any time. Default 1 minute,
    /// as nginx waits, or half of <see cref="TotalTimeout"/> if that is less: then one that hangs leaves time for another. When it is over, the attempt counts
    /// as a failure of the endpoint, which the caller's cancellation, and <see cref="HttpClient.Timeout"/>, does not. gRPC calls have deadlines of their own and are
    /// left alone.
    /// </summary>
    public TimeSpan? AttemptTimeout
    {
        get => _attemptTimeoutIsSet ? field : TotalTimeout / 2 < DefaultAttemptTimeout ? TotalTimeout / 2 : DefaultAttemptTimeout;
        set => (field, _attemptTimeoutIsSet) = (value, true);
    }

    /// <summary>
    /// How long a request may take with all its attempts, and with its body where that is read as a whole: 1 ms to 1 day. Becomes <see cref="HttpClient.Timeout"/>.
    /// Default: <see langword="null"/>, which leaves that as it is (100 s, unless the client sets it).
    /// </summary>
    public TimeSpan? TotalTimeout { get; set; }

    /// <summary>No retries, no hedging, no timeouts: each request is sent once.</summary>
    public static ResilienceOptions None() => new() { Retry = { MaxRetries = 0 }, AttemptTimeout = null };

    /// <summary>Throws if a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        var (least, most) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Setting.Check(AttemptTimeout is null || (AttemptTimeout >= least && AttemptTimeout <= most), AttemptTimeout, "between 1 ms and 1 day");
        Setting.Check(TotalTimeout is null || (TotalTimeout >= least && TotalTimeout <= most), TotalTimeout, "between 1 ms and 1 day");
        Setting.Check(TotalTimeout is null || AttemptTimeout is null || TotalTimeout >= AttemptTimeout, TotalTimeout, $"at least AttemptTimeout, {AttemptTimeout}");
        Retry.Validate();
        Hedging.Validate();
    }

    /// <summary>A copy that nobody can change any more.</summary>
    internal ResilienceOptions Frozen()
    {
        Validate();
        return this with { Retry = Retry with { Statuses = [.. Retry.Statuses], Budget = Retry.Budget with { } }, Hedging = Hedging with { Budget = Hedging.Budget with { } } };
    }
}
