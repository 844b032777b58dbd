namespace Balancing.Http;

/// <summary>When a request that has failed is sent to another endpoint.</summary>
/// <remarks>
/// A request is sent again if no byte of it can have reached a server (no connection, no TLS, an HTTP/2 stream refused), whatever its method; or if its
/// method is idempotent (GET, HEAD, OPTIONS, TRACE, PUT, DELETE) or <see cref="RequestRetry.AllowRetry"/> says that it may be, and no answer came or one of
/// <see cref="Statuses"/>. "No connection" says nothing of a request without a body, or with Expect: 100-continue: <see cref="SocketsHttpHandler"/> sends those twice
/// by itself, and tells of the last time only. Endpoints it has been at are passed over. docs/resilience.md has it as a table.
/// </remarks>
public sealed record RetryOptions
{
    /// <summary>How often a request is sent again: 0 (never) to 10; default 1.</summary>
    public int MaxRetries { get; set; } = 1;

    /// <summary>The statuses for which an idempotent request is sent again: 400 to 599. Default, and when empty: 502, 503 and 504.</summary>
    public List<int> Statuses { get; set; } = [];

    /// <summary>
    /// The longest body of a request, in bytes, that is kept so that it can be sent again: 0 to 1 GiB; default 64 KiB. A longer one, and one of unknown length,
    /// is sent again only if the first attempt got no connection. Texts, bytes, forms and JSON are in memory anyway and are not copied or limited.
    /// </summary>
    public int MaxBodySize { get; set; } = 64 * 1024;

    /// <summary>
    /// How much of an answer to an idempotent request, in bytes, is read before the caller gets it: 0 (nothing, the default) to 1 GiB. An answer that breaks off within it is
    /// asked for elsewhere, and the attempt timeout goes for it. The rest of a longer answer is passed on as it comes.
    /// </summary>
    public int BufferedResponseSize { get; set; }

    /// <summary>
    /// The back-off before a request goes to an endpoint where it has failed, because there is no other: a random time up to this, up to three times
    /// this, seven times, and so on. 0 to 1 minute; default 25 ms, as Envoy's. Another endpoint is asked at once.
    /// </summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The longest back-off: 0 to 1 minute; default 250 ms.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The longest Retry-After that is waited for where there is no other endpoint: 0 to 1 hour; default 1 s. If a server asks for more, its answer is
    /// the caller's.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many retries there may be in all: by default 20 % of the requests and 10 a second, as Finagle's.</summary>
    public RetryBudgetOptions Budget { get; set; } = new() { Share = 0.2, MinPerSecond = 10 };

    internal void Validate()
    {
        Setting.Check(MaxRetries is >= 0 and <= 10, MaxRetries, "between 0 and 10", $"Retry.{nameof(MaxRetries)}");
        for (var i = 0; i < Statuses.Count; i++)
            Setting.Check(OutcomeClassifier.IsFailureStatus(Statuses[i]), Statuses[i], "between 400 and 599", $"Retry.{nameof(Statuses)}.{i}");
        Setting.Check(MaxBodySize is >= 0 and <= 1 << 30, MaxBodySize, "between 0 and 1,073,741,824", $"Retry.{nameof(MaxBodySize)}");
        Setting.Check(BufferedResponseSize is >= 0 and <= 1 << 30, BufferedResponseSize, "between 0 and 1,073,741,824", $"Retry.{nameof(BufferedResponseSize)}");
        Setting.Check(BaseDelay >= TimeSpan.Zero && BaseDelay <= TimeSpan.FromMinutes(1), BaseDelay, "between 0 and 1 minute", $"Retry.{nameof(BaseDelay)}");
        Setting.Check(MaxDelay >= TimeSpan.Zero && MaxDelay <= TimeSpan.FromMinutes(1), MaxDelay, "between 0 and 1 minute", $"Retry.{nameof(MaxDelay)}");
        Setting.Check(MaxRetryAfter >= TimeSpan.Zero && MaxRetryAfter <= TimeSpan.FromHours(1), MaxRetryAfter, "between 0 and 1 hour", $"Retry.{nameof(MaxRetryAfter)}");
        Budget.Validate("Retry.Budget");
    }
}
